"""How mkdocstrings reads the Python package: examples are code, and the text of an annotation is documentation."""

import ast
import re

from griffe import Docstring, Expr, Extension

EXAMPLE = re.compile(r"^Example:\n(?P<code>(?: {4}.*(?:\n|$)|\n)+)", re.MULTILINE)


class Docstrings(Extension):
    def on_object(self, *, obj, **_):
        if obj.docstring:
            obj.docstring.value = EXAMPLE.sub(as_block, obj.docstring.value)

    def on_attribute_instance(self, *, node, attr, **_):
        """A keyword is `Annotated[type, "what it does"]`."""
        annotation = attr.annotation
        if isinstance(annotation, Expr) and annotation.canonical_name == "Annotated":
            attr.annotation = annotation.slice.elements[0]
            # From the syntax tree: of a text that could be a type, Griffe makes one. Or it has a name.
            text = node.annotation.slice.elts[1]
            text = text.value if isinstance(text, ast.Constant) else ast.literal_eval(str(attr.module[text.id].value))
            attr.docstring = Docstring(text, parent=attr)


def as_block(example):
    code = example["code"].rstrip()
    return f"Example:\n    ```python\n{code}\n    ```\n\n"
