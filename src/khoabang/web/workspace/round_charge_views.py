"""Who verifies, reads a second time or supplies what, and what nobody is charged with."""

from collections.abc import Mapping
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from khoabang.web.accounts.models import OF_A_BODY, Role
from khoabang.web.assessments.current import criteria_set_of, participants_of
from khoabang.web.assessments.questions import keys_of
from khoabang.web.conduct.charges import RUNNING, Charged, charge_given, charge_taken, names_of, people_for, words_of
from khoabang.web.organisations.names import sort_key
from khoabang.web.refusal import Refused
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import Charge, Duty, Round
from khoabang.web.workspace.access import ALL_ROLES, AskedHere, page
from khoabang.web.workspace.round_forms import ChargeForm, Choices, told
from khoabang.web.workspace.round_views import here

SEES = ALL_ROLES - frozenset(OF_A_BODY)


@page("round", read=SEES, write={Role.LEAD}, stages=RUNNING)
def charges(request: AskedHere, round_code: str) -> HttpResponse:
    """The table of charges with one duty, and the form to charge somebody."""
    round_ = here(request)
    duty = request.GET.get("viec", Duty.VERIFY)
    duty = duty if duty in Duty.values else Duty.VERIFY.value
    if request.method == "POST" and "thoi" in request.POST:
        return _taken(request, round_, request.POST["thoi"])
    form = ChargeForm(_choices(round_), request.POST if request.method == "POST" else None, {"duty": duty})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                charge_given(
                    round_.code, data["duty"],
                    next((each for each in people_for(round_.authority, data["duty"], round_) if str(each.pk) == data["person"]), None),
                    criterion=data["criterion"], group=round_.groups.filter(code=data["group"]).first() if data["group"] else None,
                    participant=round_.participants.filter(body__code=data["participant"]).first() if data["participant"] else None,
                    by=request.user,
                )  # fmt: skip
            except FieldsRefused as refused:
                told(form, refused.fields)
            except Refused as refused:
                form.add_error(None, str(refused.words))
                status = refused.status
            else:
                messages.success(request, gettext("Đã giao việc."))
                return redirect(f"{reverse('workspace:round-charges', kwargs={'round_code': round_.code})}?viec={data['duty']}")
    charged = Charged(round_, duty)
    lines = charged.table() if duty != Duty.SUPPLY else []
    context = {
        "round": round_, "duty": duty, "duties": Duty.choices, "form": form,
        "may_write": request.here.has(Role.LEAD) and round_.stage in RUNNING,
        "groups": [(group, list(of)) for group, of in groupby(lines, key=lambda line: line.group)],
        "uncovered": sum(1 for line in lines if line.criterion.is_indicator and line.gaps),
        "charges": [{"charge": each, "words": words_of(each, charged.criteria_set)} for each in _in_order(charged)],
    }  # fmt: skip
    return render(request, "workspace/round_charges.html", context, status=status)


def _in_order(charged: Charged) -> list[Charge]:
    places = {code: place for place, code in enumerate(names_of(charged.criteria_set))}
    return sorted(charged.charges, key=lambda each: (places.get(each.criterion, -1), each.person.name, each.pk))


def _taken(request: AskedHere, round_: Round, key: str) -> HttpResponse:
    charge = next((each for each in round_.charges.all() if str(each.pk) == key), None)
    try:
        if charge is not None:
            charge_taken(charge.pk, round_.code, by=request.user)
            messages.success(request, gettext("Đã thôi giao việc này."))
    except Refused as refused:
        messages.error(request, str(refused.words))
    address = reverse("workspace:round-charges", kwargs={"round_code": round_.code})
    return redirect(f"{address}?viec={charge.duty}" if charge is not None else address)


def _people(round_: Round) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who may be charged, under the duties that they may be charged with."""
    duties: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    for duty in Duty:
        for each in people_for(round_.authority, duty, round_):
            words[str(each.pk)] = f"{each.name} · {each.email}"
            duties.setdefault(str(each.pk), []).append(str(duty.label))
    groups: dict[str, list[tuple[str, str]]] = {}
    for key in sorted(words, key=lambda key: sort_key(words[key])):
        groups.setdefault(", ".join(duties[key]), []).append((key, words[key]))
    return sorted(groups.items(), key=lambda group: -len(group[0]))


def _choices(round_: Round) -> Mapping[str, Choices]:
    criteria_set = criteria_set_of(round_)
    depths = {key: each.depth for key, each in keys_of(criteria_set).by_key.items()}
    found = {key: ("\u2003" * depths[key] + name)[:110] for key, name in names_of(criteria_set).items()}
    return {
        "person": [("", gettext("Chọn người")), *_people(round_)],
        "criterion": [("", gettext("Mọi tiêu chí")), *found.items()],
        "group": [("", gettext("Mọi khối")), *((each.code, each.name) for each in round_.groups.all())],
        "participant": [("", gettext("Mọi cơ quan")), *((each.body.code, each.name) for each in participants_of(round_))],
    }
