"""What the errors of media mean on the web: type, status, and the Polish words a person reads."""

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
}
