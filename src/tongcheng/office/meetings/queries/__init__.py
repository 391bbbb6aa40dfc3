"""What is read of meetings."""

from tongcheng.office.meetings.queries.meetings import MeetingPage, OutcomeShown, VenueShown, meeting_page, meetings

__all__ = ["MeetingPage", "OutcomeShown", "VenueShown", "meeting_page", "meetings"]
