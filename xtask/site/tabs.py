"""Makes tabs of one example in several languages.

In a document they are code blocks in a row, each of another language. A paragraph that begins with the name of the language
in bold may introduce each of them. The output of an example stays with it.
"""

import re

LANGUAGES = {"rust": "Rust", "python": "Python", "js": "Node.js", "sh": "Shell"}

# A code block; a comment; or anything else, up to an empty line.
PART = re.compile(
    r"```(?P<language>\w*)[^\n]*\n(?P<code>.*?)^```\n|(?P<comment><!--.*?-->\n)|(?P<words>(?:(?!```|<!--)[^\n]+\n)+)|\n",
    re.DOTALL | re.MULTILINE,
)
LABEL = re.compile(rf"\*\*({'|'.join(map(re.escape, LANGUAGES.values()))})\*\*(.*)", re.DOTALL)


def with_tabs(document):
    """The document, with tabs, and without its comments."""
    parts = [part for part in PART.finditer(document) if part[0].strip() and not part["comment"]]
    written, examples = [], {}
    while parts:
        taken, language, example = next_example(parts)
        if examples and (not taken or language in examples):
            written.append(tabs(examples))
            examples = {}
        if taken:
            examples[language] = example
            del parts[:taken]
        else:
            written.append(parts.pop(0)[0])
    if examples:
        written.append(tabs(examples))
    return "\n".join(written)


def next_example(parts):
    """How many parts the next example takes, its language, and the label, code and output. None if something else is next."""
    label = LABEL.match(parts[0]["words"] or "")
    taken = 1 if label else 0
    if taken == len(parts) or parts[taken]["language"] not in LANGUAGES:
        return 0, "", ()
    language = LANGUAGES[parts[taken]["language"]]
    blocks = [block(parts[taken])]
    taken += 1
    while taken < len(parts) and parts[taken]["language"] == "text":
        blocks.append(block(parts[taken], ' title="Output"'))
        taken += 1
    return taken, language, (label and label[2], blocks)


def block(part, title=""):
    return f"```{part['language']}{title}\n{part['code']}```\n"


def tabs(examples):
    """The examples as tabs; one alone as it is."""
    written = []
    for language, (label, blocks) in examples.items():
        if len(examples) == 1:
            written += [f"**{language}**{label}"] if label else []
            written += blocks
            continue
        words = (label or "").strip(" ,():\n")
        blocks = [f"{words[0].upper()}{words[1:]}:\n", *blocks] if words else blocks
        written.append(f'=== "{language}"\n')
        written += [re.sub(r"^(?=.)", "    ", text, flags=re.MULTILINE) for text in blocks]
    return "\n".join(written)
