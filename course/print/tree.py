"""Markdown as a small tree of plain values, so that a page is set from it and no text is ever taken for code."""

from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Node = dict[str, Any]
"""What a template reads: names to texts, numbers, nodes and lists of them."""

KINDS = {
    "paragraph": "paragraph",
    "heading": "heading",
    "bullet_list": "bullets",
    "ordered_list": "numbers",
    "list_item": "item",
    "blockquote": "quote",
    "hr": "rule",
    "strong": "strong",
    "em": "emph",
    "softbreak": "space",
    "hardbreak": "break",
}
SAFE = ("https://", "mailto:", "tel:")
"""Where a link in a document may lead; any other link is only its words."""
_parser = MarkdownIt("commonmark", {"html": False})


def tree(markdown: str) -> list[Node]:
    """The blocks of a text, each `{"kind", "inside"}`; a text has `text`, a link `to`, a numbered list `start`.

    Kinds are the values of `KINDS`, "text" and "link". Code and pictures, which courses do not use, become text.
    """
    return list(_nodes(SyntaxTreeNode(_parser.parse(markdown))))


def plain(text: str) -> Node:
    """A text without marks, as one node."""
    return {"kind": "text", "text": text}


def paragraph(*inside: Node) -> Node:
    return {"kind": "paragraph", "inside": list(inside)}


def strong(text: str) -> Node:
    return {"kind": "strong", "inside": [plain(text)]}


def section(title: str, body: list[Node]) -> Node:
    """A titled piece of a page."""
    return {"title": title, "body": body}


def _nodes(parent: SyntaxTreeNode) -> Iterator[Node]:
    for node in parent.children:
        if node.type == "inline":
            yield from _nodes(node)
        elif node.type != "text" or node.content:
            yield _node(node)


def _node(node: SyntaxTreeNode) -> Node:
    if node.type == "link" and str(node.attrs.get("href", "")).startswith(SAFE):
        return {"kind": "link", "to": node.attrs["href"], "inside": list(_nodes(node))}
    if node.type == "link":
        return {"kind": "span", "inside": list(_nodes(node))}
    if node.type in ("fence", "code_block"):
        return paragraph(plain(node.content.strip()))
    if node.type not in KINDS:
        return plain(node.content)
    found: Node = {"kind": KINDS[node.type], "inside": list(_nodes(node))}
    if node.type == "ordered_list":
        found["start"] = node.attrs.get("start", 1)
    return found
