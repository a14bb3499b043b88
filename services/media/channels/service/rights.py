"""Who of the staff looks after channels, and who sees how they do."""

from shared.access import Role

WRITERS = (Role.PRESS_OFFICER,)
READERS = (Role.PRESS_OFFICER, Role.DUTY_OFFICER, Role.MAYOR, Role.AUDITOR)
