"""Reading a shipped policy into an expediente."""

import json
from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pea_desktop.areas import institutions
from pea_desktop.areas.catalog.entities import (
    ActionSheet,
    GoodPracticeReference,
    ItemPrinciple,
    Level,
    LevelCode,
    Policy,
    PolicyItem,
    Principle,
    SheetInstitution,
    SuggestedAction,
    TextVariant,
    VariantOrigin,
)
from pea_desktop.areas.institutions import Institution, InstitutionRole
from pea_desktop.core.base import Entity, natural_id
from pea_desktop.core.errors import PeaError
from pea_desktop.core.text import fold
from pea_desktop.i18n import _
from pea_desktop.paths import resource

AVAILABLE = {
    "edomex": "Estado de México",
    "michoacan": "Michoacán (reconstruido de la matriz SECOEM)",
}
"""The shipped policies: code → name."""

_Json = dict[str, Any]


def load(session: Session, code: str) -> Policy:
    """Add a shipped policy to the expediente, with its institutions, and return it.

    Raises:
        PeaError: There is no such policy, or the expediente already has one.
    """
    if code not in AVAILABLE:
        raise PeaError(
            _("No hay una política «{code}»; elija una de estas: {codes}.").format(
                code=code, codes=", ".join(AVAILABLE)
            )
        )
    text = resource("catalogs", f"{code}.json").read_text(encoding="utf-8")
    return add_policy(session, json.loads(text))


def add_policy(session: Session, data: _Json) -> Policy:
    """Add a policy written in the format of `resources/catalogs/ORIGIN.md`, and return it.

    Raises:
        PeaError: The expediente already has a policy, or an element is of a level not declared.
    """
    present = session.scalars(select(Policy)).first()
    if present is not None:
        raise PeaError(
            _(
                "El expediente ya tiene la política «{name}»; para otra cree otro expediente."
            ).format(name=present.name)
        )
    return _Loader(session, data).run()


class _Loader:
    """Turns the nested elements of one policy into rows."""

    def __init__(self, session: Session, data: _Json) -> None:
        self.session = session
        self.data = data
        self.policy_id = natural_id("policy", data["code"])
        self.rows: list[Entity] = []
        self.institutions: dict[str, Institution] = {}
        self.positions: Counter[str] = Counter()
        self.repeated = _repeated(data["items"])

    def run(self) -> Policy:
        source = self.data["source"]
        policy = Policy(
            id=self.policy_id,
            code=self.data["code"],
            name=self.data["name"],
            state=self.data["state"],
            source=source["title"],
            publisher=source["publisher"],
        )
        self.rows.append(policy)
        self.add_institutions()
        self.add_levels_and_principles()
        for item in self.data["items"]:
            self.add_item(item, None, "")
        self.session.add_all(self.rows)
        return policy

    def add_institutions(self) -> None:
        for entry in self.data["institutions"]:
            institution = institutions.find_or_create(self.session, entry["name"])
            institution.acronym = institution.acronym or entry["acronym"]
            for alias in entry["aliases"]:
                institutions.add_alias(self.session, institution, alias)
        self.institutions = institutions.index(self.session)

    def add_levels_and_principles(self) -> None:
        for position, level in enumerate(self.data["levels"], start=1):
            row = Level(
                id=natural_id(self.policy_id, "level", level["code"]),
                policy_id=self.policy_id,
                code=LevelCode(level["code"]),
                position=position,
                label=level["label"],
                required=level["required"],
            )
            self.rows.append(row)
        for position, principle in enumerate(self.data["principles"], start=1):
            self.rows.append(
                Principle(
                    id=self.principle_id(principle["code"]),
                    policy_id=self.policy_id,
                    code=principle["code"],
                    position=position,
                    name=principle["name"],
                )
            )

    def add_item(self, data: _Json, parent: PolicyItem | None, parent_key: str) -> None:
        level = self.declared(data["level"])
        self.positions[level] += 1
        self.positions[f"{parent_key}/{level}"] += 1
        number = data.get("number")
        key = number or str(self.positions[f"{parent_key}/{level}"])
        if number is None or (level, number) in self.repeated:
            # Numbers of temas or estrategias may start again under each parent.
            key = f"{parent_key}/{key}"
        item = PolicyItem(
            id=natural_id(self.policy_id, level, key),
            policy_id=self.policy_id,
            level=level,
            number=number,
            parent_id=parent.id if parent else None,
            position=self.positions[level],
            text=data["text"],
            goal=data.get("goal"),
            immediate=data.get("immediate", False),
            added_by_entity=data.get("added_by_entity", False),
        )
        self.rows.append(item)
        self.add_details(item, data)
        for child in data.get("items", ()):
            self.add_item(child, item, key)

    def add_details(self, item: PolicyItem, data: _Json) -> None:
        for position, variant in enumerate(data.get("variants", ()), start=1):
            self.rows.append(
                TextVariant(
                    id=natural_id(item.id, "variant", position),
                    item_id=item.id,
                    origin=VariantOrigin(variant["origin"]),
                    position=position,
                    text=variant["text"],
                )
            )
        for position, principle in enumerate(data.get("principles", ()), start=1):
            self.rows.append(
                ItemPrinciple(
                    id=natural_id(item.id, "principle", principle["code"]),
                    item_id=item.id,
                    principle_id=self.principle_id(principle["code"]),
                    position=position,
                    printed_as=principle.get("as_printed"),
                )
            )
        if "sheet" in data:
            self.add_sheet(item, data["sheet"])

    def add_sheet(self, item: PolicyItem, data: _Json) -> None:
        addressee = self.data.get("addressee")
        sheet = ActionSheet(
            id=natural_id(item.id, "sheet"),
            item_id=item.id,
            institution_id=self.institution_id(addressee) if addressee else None,
            notes=data.get("notes"),
        )
        self.rows.append(sheet)
        for position, action in enumerate(data["actions"], start=1):
            self.rows.append(
                SuggestedAction(
                    id=natural_id(sheet.id, "action", position),
                    sheet_id=sheet.id,
                    position=position,
                    mark=action["mark"],
                    text=action["text"],
                )
            )
        self.add_sheet_institutions(sheet, InstitutionRole.LEADER, data["leaders"])
        self.add_sheet_institutions(sheet, InstitutionRole.POTENTIAL, data["entities"])
        if data["good_practice"]:
            self.rows.append(
                GoodPracticeReference(
                    id=natural_id(sheet.id, "good_practice"),
                    sheet_id=sheet.id,
                    text=data["good_practice"],
                )
            )

    def add_sheet_institutions(
        self, sheet: ActionSheet, role: InstitutionRole, names: list[str]
    ) -> None:
        for position, name in enumerate(names, start=1):
            self.rows.append(
                SheetInstitution(
                    id=natural_id(sheet.id, role, position),
                    sheet_id=sheet.id,
                    role=role,
                    position=position,
                    name=name,
                    institution_id=self.institution_id(name),
                )
            )

    def declared(self, code: str) -> LevelCode:
        if all(level["code"] != code for level in self.data["levels"]):
            raise PeaError(
                _("La política «{name}» usa un nivel que no declara, «{code}»; agréguelo.").format(
                    name=self.data["name"], code=code
                )
            )
        return LevelCode(code)

    def principle_id(self, code: str) -> str:
        return natural_id(self.policy_id, "principle", code)

    def institution_id(self, name: str) -> str:
        key = fold(name)
        if key not in self.institutions:
            self.institutions[key] = institutions.find_or_create(self.session, name)
        return self.institutions[key].id


def _repeated(items: list[_Json]) -> set[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    waiting = list(items)
    while waiting:
        item = waiting.pop()
        waiting.extend(item.get("items", ()))
        if "number" in item:
            counts[item["level"], item["number"]] += 1
    return {key for key, times in counts.items() if times > 1}
