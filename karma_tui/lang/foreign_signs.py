"""Signs of other languages and of HTML, and what KVM text has in their place."""

from __future__ import annotations

ENTITIES = {
    "&amp;&amp;": "&&",
    "|&gt;": "|>",
    "&quot;": '"',
    "&#34;": '"',
    "&apos;": "'",
    "&#39;": "'",
    "&gt;": ">",
    "&lt;": "<",
    "&amp;": "&",
    "&nbsp;": " ",
}
"""What HTML writes for a sign."""
CALLS = {
    "-": "A minus sign belongs to a number; subtraction is subInt32(a, b), subFloat(a, b) and so on.",
    "+": "Addition is addInt32(a, b), addFloat(a, b) and so on; joinStrings joins strings.",
    "*": "Multiplication is mulInt32(a, b), mulFloat(a, b) and so on.",
    "/": "Division is divInt32(a, b), divFloat(a, b) and so on; a comment begins with // or /*.",
    "<": "Comparison names the type: ltInt32(a, b), ltFloat(a, b) and so on; before(a, b) for times.",
    ">": "Comparison names the type: gtInt32(a, b), gtFloat(a, b) and so on; after(a, b) for times.",
}
SIGNS = {
    "===": "Equality is written ==.",
    "!==": "Inequality is written !=.",
    "<=": "Not greater: !gtInt32(a, b), !gtFloat(a, b) and so on.",
    ">=": "Not less: !ltInt32(a, b), !ltFloat(a, b) and so on.",
    "<>": "Inequality is written !=.",
    "??": "In place of nothing: if(isPresent(a), assertPresent(a), b), or presentOrZero(a).",
    "?.": "assertPresent(a).name gives a field of what may be missing; isPresent(a) tells whether it is.",
    "++": CALLS["+"],
    "--": "A comment begins with //.",
    "**": CALLS["*"],
    "*/": "Here ends a comment that has no beginning.",
    "<-": "A name is given with let name = value.",
    **CALLS,
    "&": "A logical and is written &&.",
    "|": "A logical or is written ||, a pipeline |>.",
    "?": "A conditional is written if(condition, then, else).",
    "#": "A comment begins with //.",
    "%": "There is no remainder; divInt32(a, b) and its like divide.",
    **dict.fromkeys("\u2013—\u2212", "The minus sign of a number is the plain one: -5i32."),
    **dict.fromkeys("≠", "Inequality is written !=."),
    **dict.fromkeys("≤", "Not greater: !gtInt32(a, b), !gtFloat(a, b) and so on."),
    **dict.fromkeys("≥", "Not less: !ltInt32(a, b), !ltFloat(a, b) and so on."),
}
"""What to write in place of a sign; the longest that is there counts."""
