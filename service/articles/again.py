"""Has a version whose translation failed translated once more."""

from sqlalchemy import update

from models.errors import InputError
from service.articles.read import find_version
from service.database.tables import Version
from service.running import Service


def try_again(service: Service, article_id: str, number: int) -> None:
    """Put the job of a version that has failed anew; what of it was translated stays.

    Raises MissingArticleError when there is no such version, InputError when it has not failed.
    """
    with service.database.writing() as session:
        version = find_version(session, article_id, number)
        failed = session.scalar(
            update(Version)
            .where(Version.id == version.id, Version.state == "failed")
            .values(state="waiting", error="", attempts=0, lease=None, finished=None)
            .returning(Version.id)
        )
    if failed is None:
        raise InputError(f"{article_id[:64]}: version {number} has not failed, so there is nothing to try again")
    service.jobs.put(failed)
