"""Sizes of screens, languages, and calls as the user who is signed in."""

DESK = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
LANGUAGES = ("en", "sq")


def rpc(page, model, method, *args, **kwargs):
    """Call a method as the user who is signed in; its result."""
    return page.evaluate(
        """async ([model, method, args, kwargs]) => {
            const answer = await (await fetch('/web/dataset/call_kw', {
                method: 'POST', headers: {'Content-Type': 'application/json'},
                body: JSON.stringify({jsonrpc: '2.0', method: 'call',
                    params: {model, method, args, kwargs}})})).json();
            if (answer.error) throw new Error(answer.error.data.message);
            return answer.result;}""",
        [model, method, list(args), kwargs],
    )
