"""What the errors of media mean on the web: type, status, and the Polish words a person reads."""

from services.media.crisis.domain.hazards import UnknownHazard
from services.media.crisis.domain.message import ExpiryUnfit, NotInForce, NotPreApproved, SamePerson, WrongState
from services.media.crisis.domain.plan import PlanApproved
from services.media.crisis.domain.record import AlreadyHandedOver
from services.media.website.domain.article import AlreadyPublished, ArticleWithdrawn, NotPublished, SlugTaken
from shared.web.problems import Problem

PROBLEMS: dict[type[Exception], Problem] = {
    AlreadyPublished: Problem(
        409, "already-published", "Ten artykuł jest już opublikowany", "Popraw go i zapisz: zmiana pokaże się od razu."
    ),
    ArticleWithdrawn: Problem(
        409, "article-withdrawn", "Ten artykuł został wycofany", "Wycofanego artykułu nie zmieniamy. Napisz nowy."
    ),
    NotPublished: Problem(
        409, "not-published", "Tego artykułu nie ma jeszcze na stronie", "Wycofać można tylko opublikowany artykuł."
    ),
    SlugTaken: Problem(
        409, "slug-taken", "Ktoś właśnie opublikował artykuł o tym tytule", "Wyślij jeszcze raz albo zmień tytuł."
    ),
    UnknownHazard: Problem(404, "hazard-unknown", "Nie ma takiego zagrożenia", "Wybierz zagrożenie z listy."),
    WrongState: Problem(
        409,
        "warning-state",
        "Tego nie można już zrobić z tym komunikatem",
        "Otwórz go jeszcze raz i zobacz, co się z nim stało.",
    ),
    SamePerson: Problem(
        409, "same-person", "Zatwierdzić musi to ktoś inny", "Poproś osobę, która tego tekstu nie pisała."
    ),
    NotPreApproved: Problem(
        409,
        "not-pre-approved",
        "Tego tekstu nie zatwierdzono wcześniej",
        "Zapisz go i poproś drugą osobę o zatwierdzenie.",
    ),
    ExpiryUnfit: Problem(
        422, "expiry-unfit", "Ten koniec już minął albo jest za późno", "Podaj koniec w ciągu najbliższych 14 dni."
    ),
    NotInForce: Problem(
        409, "not-in-force", "To ostrzeżenie już nie obowiązuje", "Nie ma czego zmieniać ani odwoływać. Wydaj nowe."
    ),
    AlreadyHandedOver: Problem(
        409, "already-handed-over", "Tę prośbę już przekazano", "Kto i kiedy, zobaczysz w dzienniku."
    ),
    PlanApproved: Problem(409, "plan-approved", "Ten plan jest już zatwierdzony", "Nie trzeba nic robić."),
}
