"""Who acts. It stands below the register, the log and the notices, which all name a person, while a person knows none of them."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PersonManager(BaseUserManager["Person"]):
    """Makes people."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "Person":
        """Make a person; without a password nobody can sign in by one."""
        person = self.model(email=self.normalise(email), **extra)
        person.set_password(password)
        person.save(using=self._db)
        return person

    @staticmethod
    def normalise(email: str) -> str:
        """One spelling of an address: people type theirs in capitals and small letters alike."""
        return email.strip().casefold()

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=self.normalise(username or ""))


class Person(AbstractBaseUser):
    """Somebody who signs in. Nobody is removed: what a person signed keeps its signature; who left is no longer active."""

    email = models.EmailField(_("Thư điện tử"), max_length=254, unique=True)
    name = models.CharField(_("Họ và tên"), max_length=200)
    position = models.CharField(_("Chức vụ"), max_length=200, blank=True)
    language = models.CharField(max_length=5, default="vi")
    is_active = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        app_label = "accounts"
        ordering = ["name", "email"]
        constraints = [models.CheckConstraint(condition=~Q(email=""), name="person_email_not_empty")]

    def __str__(self) -> str:
        return self.name or self.email
