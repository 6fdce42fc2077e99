"""`fr2en translate --jsonl`: one JSON object in, one out, for programs in any language.

A request is an object with `text`, and with a `format` such as "markdown". The answer is the same object with
`english` and `findings`, or with `error` in their place: all other fields, such as an `id`, stay. Answers come in the
order of the requests, each flushed as soon as no more requests wait.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from translate.cli.output import finding_record, write_json
from translate.cli.streams import arriving_text, in_groups
from translate.cli.translate_run import Run
from translate.documents.errors import ModelError, sentence

if TYPE_CHECKING:
    from translate.documents.records import Document
    from translate.run.translator import Prepared, Translator

FORMATS = ("text", "markdown")
_LONGEST_LINE = 200
"""Characters of a line that is no request that are given back."""


def answer_requests(run: Run) -> int:
    """Answer the requests that come on standard input; return the exit code.

    :raises ModelError: where the model cannot be used.
    """
    translator = run.translator()
    for answered in answers(in_groups(arriving_text(run.settings.encoding or "utf-8")), translator):
        for record in answered:
            write_json(record)
            if "error" in record:
                run.report.failed.append(str(record["error"]))
            else:
                run.report.files += 1
    return run.report.exit_code


def answers(texts: Iterable[str], translator: "Translator") -> Iterator[list[Mapping[str, object]]]:
    """Yield the answers to the requests in each text, which has whole lines, one for each line that is not empty.

    :raises ModelError: where the model cannot be used, which is no request's fault.
    """
    for text in texts:
        lines = [line for line in text.split("\n") if line.strip()]
        asked = [_request(line) for line in lines]
        prepared = [_prepared(request, translator) for request in asked]
        good = [each for each in prepared if not isinstance(each, str)]
        documents = iter(_translated(good, translator))
        yield [
            _answer(request, each if isinstance(each, str) else next(documents))
            for request, each in zip(asked, prepared, strict=True)
        ]


def _request(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": f"this is no JSON ({error}): {line[:_LONGEST_LINE]}"}
    if not isinstance(found, dict):
        return {"error": f"this is no JSON object: {line[:_LONGEST_LINE]}"}
    return found


def _prepared(request: Mapping[str, Any], translator: "Translator") -> "Prepared | str":
    """Return what is to be translated, or why nothing is."""
    from translate.documents.formats import read_text

    if set(request) == {"error"}:
        return str(request["error"])
    text, format = request.get("text"), request.get("format", "text")
    if not isinstance(text, str):
        return "the request has no text; give it a field `text` that is a string"
    if format not in FORMATS:
        return f"the format of a request is one of {', '.join(FORMATS)}, not {format!r}"
    try:
        return translator.prepare(read_text(text, format=format))
    except ModelError:
        raise
    except Exception as error:  # whatever is wrong with one request, the others can be answered
        return sentence(error)


def _translated(prepared: "list[Prepared]", translator: "Translator") -> "list[Document | str]":
    try:
        return [*translator.translate_prepared(prepared)]
    except ModelError:
        raise
    except Exception as error:
        if len(prepared) == 1:
            return [sentence(error)]
        return [found for each in prepared for found in _translated([each], translator)]


def _answer(request: Mapping[str, object], found: "Document | str") -> Mapping[str, object]:
    if isinstance(found, str):
        return {**request, "error": found}
    findings = [
        {"segment": segment.id, **finding_record(finding)} for segment in found.segments for finding in segment.findings
    ]
    return {**request, "english": found.text, "findings": findings}
