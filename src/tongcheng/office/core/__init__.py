"""What all apps of the office share: acting, wording, recorded models, the frame of a page."""
