"""Who of the staff does what with warnings, plans and the rota."""

from shared.access import Role

READERS = (Role.DUTY_OFFICER, Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR)
WRITERS = (Role.DUTY_OFFICER, Role.PRESS_OFFICER)
"""Who writes warnings, plans and the rota, and sends out what was approved."""
APPROVERS = (Role.DUTY_OFFICER, Role.PRESS_OFFICER, Role.MAYOR)
"""Who approves a warning that somebody else has written."""
ALONE = (Role.DUTY_OFFICER,)
"""Who sends out a text of an approved plan without a second person."""
PLAN_APPROVERS = (Role.PRESS_OFFICER, Role.MAYOR)
