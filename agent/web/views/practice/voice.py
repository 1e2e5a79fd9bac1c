"""Voice controls: by which a rep hears the customer and dictates. `voice.js` brings them to life.

All of them are hidden until the script has found out what this browser can do, so that no button is there in vain.
"""

from __future__ import annotations

from markupsafe import Markup

from agent.web.views.html import markup


def hear_switch() -> Markup:
    """Return the switch that has every new line of the customer spoken, and the button that stops one."""
    return markup(
        '<button type="button" class="rw-hear" role="switch" aria-checked="false" data-voice="switch" hidden>{sign}'
        '<span>Hear them</span></button><button type="button" class="rw-hear is-stop" data-voice="stop" hidden>'
        '<i aria-hidden="true"></i><span>Stop</span></button>',
        sign=LOUD,
    )


def hear_again(turn: int) -> Markup:
    """Return the button that has one line of the customer spoken; 0 is their opening."""
    told = "Hear this again" if turn else "Hear the first words again"
    return markup(
        '<button type="button" class="rw-again" data-voice="again" data-hear="{turn}" aria-label="{told}" '
        'title="{told}" hidden>{sign}</button>',
        turn=turn,
        told=told if not turn else f"{told}, turn {turn}",
        sign=LOUD,
    )


def microphone() -> Markup:
    """Return the button that takes dictation, which stands beside the box."""
    return markup(
        '<button type="button" class="rw-mic" data-voice="mic" aria-pressed="false" hidden>{sign}'
        '<span class="rw-sr">Dictate your line</span></button>',
        sign=MIC,
    )


def told() -> Markup:
    """Return where the page says what became of speaking and listening, and asks before sound leaves the machine."""
    return markup(
        '<div class="rw-voice-told" hidden><p role="status" data-voice="told"></p>'
        '<p class="rw-voice-ask" hidden><button type="button" class="rw-button" data-voice="allow">Use it</button>'
        '<button type="button" class="rw-button" data-voice="refuse">Type instead</button></p></div>'
    )


LOUD = markup(
    '<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z'
    'M15.5 8.5a5 5 0 0 1 0 7M18 6a8.5 8.5 0 0 1 0 12" fill="none" stroke="currentColor" stroke-width="1.8" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
"""The sign for hearing."""

MIC = markup(
    '<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><rect x="9" y="3.5" width="6" height="11" rx="3" '
    'fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" fill="none" '
    'stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/></svg>'
)
"""The sign for dictating."""
