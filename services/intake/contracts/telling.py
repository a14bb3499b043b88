"""What contracts tell: the others of what was signed and asked, the work list of what waits on an officer's desk."""

from datetime import datetime

from services.intake.contracts.domain.contract import Contract
from services.intake.contracts.domain.items import LentItem
from services.intake.contracts.domain.parts import Signed
from services.intake.contracts.domain.states import Action, ContractState
from shared.access import Role
from shared.clock import end_of
from shared.contracts.initiatives.intake import ContractMoneyAskedV1, ContractSignedV1
from shared.contracts.intake import TaskChangedV1, TaskOpenedV1
from shared.store import Transaction

_PLACE = "/panel/inicjatywy"
_WAITS = {
    ContractState.DRAFTED: ("contract_draft", "Uzgodnij umowę z wnioskodawcami"),
    ContractState.ANNEX_DRAFTED: ("contract_draft", "Uzgodnij aneks z wnioskodawcami"),
    ContractState.AGREED: ("contract_signing", "Wpisz podpisaną umowę"),
    ContractState.ANNEX_AGREED: ("contract_signing", "Wpisz podpisany aneks"),
}
"""What waits on a desk in a state: its code, and what to do."""
UNANSWERED = ("contract_unanswered", "Zadzwoń do przedstawiciela: nie odpowiada, czy zgadza się na treść umowy")
_OBJECTED = ("contract_objected", "Zmień treść umowy: mieszkańcy o to proszą")


def waits(contract: Contract) -> tuple[str, str] | None:
    """Tell what waits on an officer's desk; nothing while the treasurer is asked, or the applicants have time."""
    if contract.awaits_money:
        return None
    if contract.may(Action.ANSWER):
        return UNANSWERED if contract.reminded_at else None
    if contract.objected_at:
        return _OBJECTED
    return _WAITS.get(contract.state)


def money_asked(contract: Contract, now: datetime) -> ContractMoneyAskedV1:
    """Give the word that an agreed annex is to give so much, or no longer is to give more."""
    terms = contract.in_force.terms if contract.asked is None or contract.terms is None else contract.terms
    return ContractMoneyAskedV1(
        version=contract.version,
        initiative_id=contract.id,
        contract=contract.number,
        annex=len(contract.signed),
        reason=contract.reason,
        city=terms.city,
        since=contract.in_force.version,
        asked_at=now,
    )


def contract_signed(contract: Contract, now: datetime) -> ContractSignedV1:
    """Give the word of what was signed last, whole."""
    signed: Signed = contract.in_force
    terms = signed.terms
    assert terms.starts is not None
    assert terms.ends is not None
    assert terms.settle_by is not None
    return ContractSignedV1(
        version=contract.version,
        initiative_id=contract.id,
        case=contract.known.case,
        title=contract.known.title,
        contract=contract.number,
        annex=signed.annex,
        reason=signed.reason,
        signed_on=signed.signed_on,
        starts=terms.starts,
        ends=terms.ends,
        settle_by=terms.settle_by,
        steps=terms.steps,
        city_shares=terms.city_shares,
        declared=terms.declared,
        estimate=terms.estimate,
        own=terms.own,
        city=terms.city,
        signed_at=now,
        own_share=contract.known.own_share,
    )


def task_of(contract: Contract, id: str, what: tuple[str, str], now: datetime) -> TaskOpenedV1:
    """Open a task of officers; `what`: its code, and what to do."""
    kind, action = what
    return TaskOpenedV1(
        version=1,
        task_id=id,
        kind=kind,
        case=contract.known.case,
        title=contract.known.title,
        action=action,
        link=f"{_PLACE}/{contract.id}/umowa",
        role=Role.OFFICER,
        opened_at=now,
    )


def item_task(contract: Contract, item: LentItem, now: datetime) -> TaskOpenedV1:
    """Open the task of taking a lent thing back, due on its last day."""
    opened = task_of(contract, item_id(contract.id, item.number), ("item_return", f"Odbierz: {item.name}"[:300]), now)
    return opened.model_copy(update={"due_at": end_of(item.due_on), "explanation": ("Ostatni dzień umowy",)})


def tell_moved(tx: Transaction, before: Contract, after: Contract, why: str, now: datetime) -> None:
    """Say of each lent thing that it is due on another day than before."""
    for old, item in zip(before.items, after.items, strict=True):
        if old.due_on != item.due_on:
            task_id = item_id(after.id, item.number)
            tx.publish(
                TaskChangedV1(
                    version=after.version,
                    task_id=task_id,
                    due_at=end_of(item.due_on),
                    explanation=(why,),
                    changed_at=now,
                )
            )


def item_id(id: str, number: int) -> str:
    """Give the id of the task of a lent thing."""
    return f"{id}-item-{number}"
