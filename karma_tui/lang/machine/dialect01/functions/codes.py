"""Compiled forms that only dialect 0.1 has; their names start with `old`, which no function's does."""

from __future__ import annotations

from typing import Final

from karma_tui.lang.machine.dialect01.values import Overwritten, OverwrittenMap, settled
from karma_tui.lang.machine.functions.rule import CodeMaker, Codes
from karma_tui.lang.machine.functions.strings import strings_in
from karma_tui.lang.machine.refusal import execution
from karma_tui.lang.machine.resolve import resolved_value
from karma_tui.lang.machine.typed import RUN, UNSET, Code, Frame, Typed
from karma_tui.lang.machine.values import Map, Record, Ref, Value, plain


def _no_input(_: Typed, _codes: Codes) -> Code:
    def run(_: Frame) -> Value:
        raise execution("there is no input at the top level")

    return run


def _text(_: Typed, codes: Codes) -> Code:
    value = codes.plain(0)

    def run(frame: Frame) -> Value:
        found = value(frame)
        return found if type(found) is str else int.__repr__(found)

    return run


def _reduce(_: Typed, codes: Codes) -> Code:
    value, reducer = codes.plain(0), codes.function(1)

    def run(frame: Frame) -> Value:
        items, call = iter(value(frame)), reducer(frame)
        total = next(items, UNSET)
        if total is UNSET:
            raise execution("reduceList: empty list")
        for item in items:
            total = call((total, item))
        return total

    return run


def _map_map(_: Typed, codes: Codes) -> Code:
    value, mapper = codes.plain(0), codes.function(1)

    def run(frame: Frame) -> Value:
        entries, call = value(frame), mapper(frame)
        return Map({key: call({"key": key, "value": entries[key]}) for key in sorted(entries)})

    return run


def _set_field(typed: Typed, codes: Codes) -> Code:
    value, into, name = codes[0], codes.plain(1), typed.info

    def run(frame: Frame) -> Value:
        item, before = value(frame), into(frame)
        made = {**before, name: item}
        if name not in before:
            return made
        return Overwritten(made, before.shown if type(before) is Overwritten else before)

    return run


def _set_key(typed: Typed, codes: Codes) -> Code:
    value, into, name = codes[0], codes.plain(1), typed.info

    def run(frame: Frame) -> Value:
        item, before = value(frame), into(frame)
        made = Map({**before, name: item})
        if name not in before:
            return made
        return OverwrittenMap(made, before.shown if type(before) is OverwrittenMap else before)

    return run


def _ref(typed: Typed, codes: Codes) -> Code:
    record, model = codes.plain(0), typed.info

    def run(frame: Frame) -> Value:
        found = frame[RUN].reader.get(model, record(frame))
        return Ref(found.model, found.id)

    return run


def _present_or_zero(typed: Typed, codes: Codes) -> Code:
    value, nothing = codes[0], typed.info

    def run(frame: Frame) -> Value:
        found = value(frame)
        return nothing if plain(found) is None else found

    return run


def _extract(_: Typed, codes: Codes) -> Code:
    value = codes[0]

    def run(frame: Frame) -> Value:
        return sorted(strings_in(settled(value(frame))))

    return run


def _resolve(typed: Typed, codes: Codes) -> Code:
    value, models = codes[0], typed.info

    def run(frame: Frame) -> Value:
        return resolved_value(settled(value(frame)), models, frame[RUN].reader)

    return run


def _create(typed: Typed, codes: Codes) -> Code:
    values, (model, keys) = codes.all(), typed.info

    def run(frame: Frame) -> Value:
        made = {key: value(frame) for key, value in zip(keys, values, strict=True)}
        refs = frame[RUN].writer.create(model, made)
        return Map(refs)

    return run


def _create_one(typed: Typed, codes: Codes) -> Code:
    value, model = codes[0], typed.info

    def run(frame: Frame) -> Value:
        return frame[RUN].writer.create(model, {"": value(frame)})[""]

    return run


def _update(_: Typed, codes: Codes) -> Code:
    ref, value = codes.plain(0), codes[1]

    def run(frame: Frame) -> Value:
        wanted = ref(frame)
        frame[RUN].writer.update(wanted.model, wanted.record, value(frame))
        return wanted

    return run


def _delete(_: Typed, codes: Codes) -> Code:
    ref = codes.plain(0)

    def run(frame: Frame) -> Value:
        wanted = ref(frame)
        return frame[RUN].writer.delete(wanted.model, wanted.record)

    return run


def _relocate(typed: Typed, codes: Codes) -> Code:
    ref, model = codes.plain(0), typed.info

    def run(frame: Frame) -> Value:
        return frame[RUN].relocated(ref(frame), model)

    return run


def _switch_model(typed: Typed, codes: Codes) -> Code:
    value, default = codes[0], codes.function(1)
    cases = {model: codes.function(at) for at, model in enumerate(typed.info, 2)}

    def run(frame: Frame) -> Value:
        record = value(frame)
        if type(record) is not Record:
            raise execution("switchModelRef: value is not persistent")
        return cases.get(record.model, default)(frame)(record)

    return run


CODES: Final[dict[str, CodeMaker]] = {
    "oldNoInput": _no_input,
    "oldText": _text,
    "oldReduce": _reduce,
    "oldMapMap": _map_map,
    "oldSetField": _set_field,
    "oldSetKey": _set_key,
    "oldRef": _ref,
    "oldPresentOrZero": _present_or_zero,
    "oldCreate": _create_one,
    "oldCreateMultiple": _create,
    "oldExtract": _extract,
    "oldResolve": _resolve,
    "oldUpdate": _update,
    "oldDelete": _delete,
    "oldRelocate": _relocate,
    "oldSwitchModel": _switch_model,
}
