"""The shapes a link can have."""

# (Arabic sentences, English sentences) of a link with both sides filled. One long Arabic sentence against up to five
# English ones is common in literary prose; 3:3 and more is nearly always several smaller links.
SHAPES: tuple[tuple[int, int], ...] = (
    *((1, english) for english in range(1, 6)),
    *((arabic, 1) for arabic in range(2, 6)),
    *((2, 2), (2, 3), (3, 2)),
)
SHAPE_INDEX = {shape: index for index, shape in enumerate(SHAPES)}
MOST = max(max(shape) for shape in SHAPES)

# Two neighbouring links that stand crossed, as shape indices in Arabic order: translators exchange sentences that
# follow each other, and without this a 2:2 link would swallow both. One of the two is always 1:1.
_ONE = SHAPE_INDEX[1, 1]
_SMALL = [SHAPE_INDEX[shape] for shape in ((1, 2), (2, 1), (1, 3), (3, 1), (2, 2))]
CROSSINGS: tuple[tuple[int, int], ...] = (
    (_ONE, _ONE),
    *((_ONE, other) for other in _SMALL),
    *((other, _ONE) for other in _SMALL),
)
