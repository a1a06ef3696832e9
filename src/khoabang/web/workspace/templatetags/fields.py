"""How the field of a form is shown."""

from django import template
from django.forms.boundfield import BoundField

register = template.Library()


@register.filter
def plain(field: BoundField) -> str:
    """A field's control without a placeholder: what is to be typed stands in the label or the hint, and stays there."""
    return field.as_widget(attrs={"placeholder": False})
