"""What the errors of events mean on the web: type, status, and the Polish words a person reads."""

from services.events.problems import correspondence, gatherings, remembrance
from shared.files import FileRefused
from shared.web.problems import Problem

PROBLEMS: dict[type[Exception], Problem] = {
    **gatherings.PROBLEMS,
    **remembrance.PROBLEMS,
    **correspondence.PROBLEMS,
    FileRefused: Problem(422, "file-refused", "Tego pliku nie możemy przyjąć", "Wybierz inny plik, do 10 MB."),
}
