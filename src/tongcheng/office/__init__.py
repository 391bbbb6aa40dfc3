"""The office: the Django site in which people keep lists, report and accept, with everything recorded.

``core`` holds what all apps share (acting, wording, the page frame); each further folder is one app.
"""
