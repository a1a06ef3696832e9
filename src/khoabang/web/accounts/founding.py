"""The first administrator: of an installation that nobody can enter yet, by a link that only who starts the server sees."""

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.errors import AlreadyOver
from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.posts import Post
from khoabang.web.accounts.services import granted
from khoabang.web.activity.services import chain_of, record
from khoabang.web.organisations.services import authority_named

SALT = "khoabang.founding"
VALID = 24 * 3_600  # seconds


def is_unentered() -> bool:
    """Whether nobody can sign in here."""
    return not Person.objects.exists()


def founding_token() -> str:
    """What the link holds; signed with the installation's key, so that nothing is kept of it."""
    return signing.dumps("first", salt=SALT)


def is_founding_token(token: str) -> bool:
    """Whether a token is this installation's, not too old, and still of use."""
    try:
        signing.loads(token, salt=SALT, max_age=VALID)
    except signing.BadSignature:
        return False
    return is_unentered()


def found(*, code: str, name: str, email: str, person_name: str, position: str, password: str) -> Person:
    """Register an authority, or take one whose published rounds are here, and make its first administrator.

    Raises:
        AlreadyOver: somebody was quicker.
    """
    with transaction.atomic():
        now = clock.now()
        # The entry locks the chain of the installation: of two who try, the second finds the person whom the first made.
        record(chain=chain_of(), action="authority.founded", by=None, now=now, subject=code)
        if not is_unentered():
            raise AlreadyOver(_("Đã có người quản trị. Hãy đăng nhập, hoặc hỏi người đó để được mời."))
        authority = authority_named(code=code, name=name)
        person = Person.objects.create_user(email=email, password=password, name=person_name, position=position)
        granted(person=person, post=Post(Role.ADMINISTRATOR, authority), by=None, now=now)
        return person
