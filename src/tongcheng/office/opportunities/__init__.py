"""The joint city opportunity list: what is offered, who asked, what came of it."""
