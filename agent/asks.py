"""Asks: how reps put the questions that every customer gets, whatever the persona. Text only.

A persona's own `asks` tell how reps ask this customer; these stand beside them, so that an author need not write the
common wordings twelve times.
"""

from __future__ import annotations

STANDARD_ASKS: dict[str, tuple[str, ...]] = {
    "happened": (
        "What happened?",
        "What went wrong?",
        "Can you walk me through what happened?",
        "How did it go the last time?",
        "How did we end up here?",
        "How did things get to this point?",
        "Tell me the story from your side.",
        "Where did it start to go wrong?",
        "What's been going on?",
        "What was that time like for you?",
        "Take me back to the beginning.",
        "What led up to this?",
    ),
    "involved": (
        "Who else is involved?",
        "Who was part of the decision?",
        "Who else has a say in this?",
        "Who would need to be on board?",
        "Who did you work with back then?",
        "Who is affected by this on your side?",
        "Who decides?",
        "Who do you have to answer to on this?",
    ),
    "tried": (
        "What have you tried so far?",
        "What have you already done about it?",
        "What have you done to fix it?",
        "How have you been coping with it?",
        "How are you managing in the meantime?",
        "Have you tried anything that worked, even a little?",
        "What did you try before?",
        "How do you get by without it?",
    ),
    "matters": (
        "What matters most to you?",
        "What's important to you here?",
        "What do you care about most in this?",
        "What would you not want to lose?",
        "What's at stake for you?",
        "Why does this matter to you?",
        "What are you hoping for?",
        "What do you want to get out of this?",
        "What would success look like for you?",
        "What do you value here?",
    ),
    "help": (
        "What would help?",
        "What would make this easier for you?",
        "What would have to be different?",
        "What do you need from us?",
        "How can I help?",
        "What would have to be true for a second try to be worth it?",
        "What would make it worth another try, if anything?",
        "What could we do differently?",
        "What would good support look like?",
    ),
    "worries": (
        "What worries you?",
        "What are your concerns?",
        "What's your biggest fear here?",
        "What holds you back?",
        "What's in the way?",
        "What could go wrong?",
        "What happens if nothing changes?",
        "Where will this be in a year if it goes on like this?",
        "What makes you hesitate?",
        "What's the risk for you?",
    ),
    "next": (
        "What's next?",
        "Where do we go from here?",
        "What would you like to do now?",
        "What would be a first step?",
        "How would you want to start?",
        "Which part would you begin with?",
        "When would you want to start?",
        "What would you do first?",
        "How shall we leave it?",
        "What would a small start look like?",
    ),
}
"""Standard topic -> common wordings of a question about it."""
