"""Who of the staff writes the newsletter, and who reads it before it goes out and approves it."""

from shared.access import Role

WRITERS = (Role.PRESS_OFFICER,)
EDITORS = (Role.PRESS_OFFICER, Role.MAYOR)
