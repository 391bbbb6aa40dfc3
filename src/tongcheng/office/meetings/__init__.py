"""Meetings: who convenes, what is on the agenda, what was decided, and which rows came of it."""
