"""The query language: what is typed is a tree of words and a ClaimFilter, or is pointed at."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from factcheck.errors import Usage
from factcheck.records import ClaimFilter
from factcheck.search import lexing
from factcheck.search.filters import NAMES
from factcheck.search.nodes import says_what_occurs
from factcheck.search.query import (
    HELP,
    And,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    QueryError,
    Word,
    parse,
)
from tests.long import LONG

EXAMPLES = 10_000 if LONG else 100

A, B, C, D = Word("a"), Word("b"), Word("c"), Word("d")
POMPEO = ClaimFilter(speaker="pompeo")


def refused(typed: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(typed)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a b OR c d", And((A, Or((B, C)), D))),
        ("a AND b OR c", And((A, Or((B, C))))),
        ("(a b) OR c", Or((And((A, B)), C))),
        ("a (b (c d))", And((A, B, C, D))),
        ("a OR (b OR c) OR d", Or((A, B, C, D))),
        ("((a))", A),
        ("a -b", And((A, Not(B)))),
        ("-b a", And((Not(B), A))),
        ("a (-b)", And((A, Not(B)))),
        ("a -(b c)", And((A, Not(And((B, C)))))),
        ("a -(b OR c)", And((A, Not(Or((B, C)))))),
        ("a -(b -c)", And((A, Not(And((B, Not(C))))))),
        ('"a b" -"c d"', And((Phrase("a b"), Not(Phrase("c d"))))),
        ("„a b“ venez*", And((Phrase("a b"), Word("venez", prefix=True)))),
        ("(a -b) OR c", Or((And((A, Not(B))), C))),
    ],
)
def test_words_are_a_tree(typed: str, node: Node) -> None:
    assert parse(typed) == Query(node, ClaimFilter())


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("speaker:pompeo", Query(None, POMPEO)),
        ("(speaker:pompeo)", Query(None, POMPEO)),
        ("a speaker:pompeo b", Query(And((A, B)), POMPEO)),
        ("a AND speaker:pompeo", Query(A, POMPEO)),
        ("a OR b speaker:pompeo", Query(Or((A, B)), POMPEO)),
        ("((a speaker:pompeo) b)", Query(And((A, B)), POMPEO)),
        ("-a speaker:pompeo", Query(Not(A), POMPEO)),
        ("-a -b speaker:pompeo", Query(And((Not(A), Not(B))), POMPEO)),
        ("a is:unverified", Query(A, ClaimFilter(unverified=True))),
    ],
)
def test_filters_stand_anywhere_beside_the_words(typed: str, query: Query) -> None:
    assert parse(typed) == query


def test_the_example_of_the_documentation() -> None:
    typed = 'speaker:"Mike Pompeo" tag:venezuela said:2019-04-30 airplane OR plane -cuba'
    assert parse(typed) == Query(
        And((Or((Word("airplane"), Word("plane"))), Not(Word("cuba")))),
        ClaimFilter(
            speaker="Mike Pompeo",
            tags=("venezuela",),
            said_since="2019-04-30",
            said_until="2019-04-30",
        ),
    )


def test_each_node_has_its_place() -> None:
    typed = 'x -(b OR "c d") (tag:t) ven*'
    whole = parse(typed).node
    assert isinstance(whole, And)
    _, negation, prefix = whole.nodes
    assert isinstance(negation, Not)
    assert isinstance(negation.node, Or)
    nodes = (whole, negation, negation.node, negation.node.nodes[1], prefix)
    assert [typed[slice(*node.span)] for node in nodes] == [
        typed,
        '-(b OR "c d")',
        'b OR "c d"',
        '"c d"',
        "ven*",
    ]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("OR a", "nothing before OR at character 1: OR a"),
        ("AND a", "nothing before AND at character 1: AND a"),
        ("a OR", "nothing after OR at character 3: OR"),
        ("a AND", "nothing after AND at character 3: AND"),
        ("(a OR) b", "nothing after OR at character 4: OR) b"),
        ("a OR OR b", "nothing before OR at character 6: OR b"),
        ("a AND OR b", "nothing before OR at character 7: OR b"),
        ("a OR AND b", "nothing before AND at character 6: AND b"),
        ("-OR a", "nothing before OR at character 2: OR a"),
        ("a ()", "empty parentheses at character 3: ()"),
        ("a (b", "unclosed parenthesis at character 3: (b"),
        ("a (", "unclosed parenthesis at character 3: ("),
        ("(a (b)", "unclosed parenthesis at character 1: (a (b)"),
        ("a) b", "unopened parenthesis at character 2: ) b"),
        (")", "unopened parenthesis at character 1: )"),
        ('venezuela "all options', 'unclosed quote at character 11: "all options'),
        ("-a", "only what must not occur at character 1: -a"),
        ("b OR -a", "only what must not occur at character 6: -a"),
        ("b OR (-a -c) speaker:x", "only what must not occur at character 7: -a -c) speaker:x"),
        ("b -(-a)", "only what must not occur at character 5: -a)"),
        ("-tag:x", "a filter cannot be negated at character 2: tag:x"),
        ("b -(a tag:x)", "a filter cannot be negated at character 7: tag:x)"),
        ("b -(tag:x)", "a filter cannot be negated at character 5: tag:x)"),
        ("tag:x OR b", "a filter cannot stand beside OR at character 1: tag:x OR b"),
        ("b OR (a tag:x)", "a filter cannot stand beside OR at character 9: tag:x)"),
        ("a verdict:false", "unknown verdict at character 11: false"),
        ("note:x", "unknown filter at character 1: note:x"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(typed: str, message: str) -> None:
    error = refused(typed)
    assert (error.message, error.exit_code) == (message, 2)
    assert f"at character {error.position + 1}: " in message
    assert isinstance(error, Usage)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("-a -b", "name a word that must occur, or a filter such as speaker:pompeo"),
        ("a OR -b", "name a word that must occur beside it"),
        ("-(-b) tag:x", "name a word that must occur beside it"),
    ],
)
def test_whoever_says_only_what_must_not_occur_is_told_what_helps(typed: str, advice: str) -> None:
    hint = refused(typed).hint
    assert hint is not None
    assert hint.split("\n")[2] == advice


@pytest.mark.parametrize("typed", ["", " ", "\t\n"])
def test_nothing_is_no_query(typed: str) -> None:
    assert refused(typed).message == "the query is empty"


def test_a_query_has_an_end() -> None:
    assert parse("a" * 2_000).node == Word("a" * 2_000)
    error = refused("a" * 2_001)
    assert error.message == "a query of 2,001 characters is too long"
    assert (error.hint, error.position) == ("write at most 2,000", 2_000)


def test_a_query_has_few_terms() -> None:
    assert isinstance(parse("a " * 63 + "tag:b").node, And)
    error = refused("(a) AND " * 64 + "tag:b")
    assert error.message == "more than 64 words and filters at character 513: tag:b"


def test_a_query_is_not_deep() -> None:
    assert parse("(" * 20 + "a" + ")" * 20).node == A
    assert isinstance(parse("(a) " * 30).node, And)
    error = refused("(" * 21 + "a" + ")" * 21)
    assert error.message.startswith("more than 20 parentheses deep at character 21: (a)")


def test_every_query_of_the_help_can_be_read() -> None:
    lines = [line[2:] for line in HELP.split("\n") if line.startswith("  ")]
    first, *second = zip(*(re.split(r" {2,}", line)[:2] for line in lines[:-1]), strict=True)
    queries = [*first, lines[-1], *(one for one in second[0] if re.match(r"[a-z]+:\S", one))]
    used = {name for query in queries for name in re.findall(r"\b([a-z-]+):", query)}
    assert used - {"https"} == set(NAMES)
    for query in queries:
        assert str(parse(query))
    assert max(map(len, HELP.split("\n"))) < 80


# properties

any_text = st.text(alphabet=st.characters(exclude_categories=()))
bits = st.sampled_from(
    [
        *("a", "b", "venez", "-", "*", "(", ")", '"', "“", "»", "OR", "AND", ":", " ", "\t", "'"),
        *("speaker:", "tag:", "tag:x", "is:unverified", "is:library", "verdict:none", "said:"),
        *(
            "2019",
            "..",
            "2019-04",
            "https://x",
            "12:30",
            "note:",
            "日本",
            "e\u0301",
            "\0",
            "\ud800",
        ),
    ]
)
typed_texts = any_text | st.lists(bits, max_size=30).map("".join)
typed_texts |= st.lists(bits, max_size=30).map(" ".join)


@settings(max_examples=EXAMPLES, deadline=None)
@given(typed_texts)
@example("(b OR https://x(a ) c")
@example('a "b"c-d -(e OR f)')
def test_any_text_is_a_query_or_is_pointed_at(typed: str) -> None:
    found = outcome(typed)
    if isinstance(found, QueryError):
        assert 0 <= found.position <= len(typed)
        assert found.hint
        assert len(found.message.splitlines()) == 1
    else:
        assert parse(str(found)) == found
        assert_kept(found)


def outcome(typed: str) -> Query | QueryError:
    try:
        return parse(typed)
    except QueryError as error:
        return error


def assert_kept(query: Query) -> None:
    """What the engines may rely on."""
    if query.filters == ClaimFilter():
        assert query.node is not None
        assert says_what_occurs(query.node)
    if query.node is not None:
        assert_shape(query.node)


def assert_shape(node: Node) -> None:
    match node:
        case Word() | Phrase():
            assert node.text.strip()
        case Not(inner):
            assert says_what_occurs(inner)
            assert_shape(inner)
        case And(nodes) | Or(nodes):
            assert len(nodes) > 1
            assert not any(isinstance(one, type(node)) for one in nodes)
            assert isinstance(node, And) or all(map(says_what_occurs, nodes))
            for one in nodes:
                assert_shape(one)


def is_word(told: str) -> bool:
    try:
        return list(lexing.pieces(told)) == [Word(told)]
    except QueryError:
        return False


words = st.text(min_size=1, max_size=8).filter(is_word).map(Word)
words |= st.sampled_from(["venez", "日本", "12:30", "OR"]).map(
    lambda told: Word(told, prefix=True)
)
phrases = (
    st.text(min_size=1, max_size=12)
    .filter(lambda told: bool(told.strip()) and not set('"“”„‟«»＂') & set(told))
    .map(Phrase)
)


def joined(kind: type[And | Or], nodes: list[Node]) -> Node:
    flat = [part for node in nodes for part in (node.nodes if isinstance(node, kind) else (node,))]
    return kind(tuple(flat))


def grown(positive: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    either = st.lists(positive, min_size=2, max_size=3).map(lambda nodes: joined(Or, nodes))
    parts = st.lists(positive | positive.map(Not), min_size=1, max_size=3)
    both = st.tuples(parts, positive).map(lambda found: joined(And, [*found[0], found[1]]))
    return either | both


trees = st.recursive(words | phrases, grown, max_leaves=12)
claim_filters = st.builds(
    ClaimFilter,
    unverified=st.booleans(),
    verdict=st.none() | st.sampled_from(["none", "not-checkable"]),
    evidence_status=st.none() | st.sampled_from(["disputed", "supporting, disputed"]),
    speaker=st.none() | st.sampled_from(["pompeo", "Mike Pompeo", "López (senator)", "a*", "-x"]),
    source=st.none() | st.sampled_from(["s3", "https://x.org/a_(b)?c=d#e", "page: A title"]),
    tags=st.lists(st.sampled_from(["venezuela", "a b", "OR"]), unique=True).map(tuple),
    said_since=st.none() | st.sampled_from(["2018", "2019-04"]),
    said_until=st.none() | st.sampled_from(["2019", "2019-04", "2019-04-30"]),
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(trees, claim_filters)
def test_every_tree_can_be_typed(tree: Node, wanted: ClaimFilter) -> None:
    query = Query(tree, wanted)
    assert parse(str(query)) == query


@settings(max_examples=EXAMPLES, deadline=None)
@given(trees)
def test_places_are_where_the_words_are(tree: Node) -> None:
    typed = str(tree)
    found = parse(typed).node
    assert found is not None
    assert_places(typed, found)


def assert_places(typed: str, node: Node) -> None:
    start, end = node.span
    assert 0 <= start < end <= len(typed)
    match node:
        case Word() | Phrase():
            assert typed[start:end] == str(node)
        case Not(inner):
            assert typed[start] == "-"
            assert_places(typed, inner)
        case And(nodes) | Or(nodes):
            for one in nodes:
                assert_places(typed, one)
