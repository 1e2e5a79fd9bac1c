// Hearing the customer, and dictating. See docs/voice.md for what is sent where.
() => {
  const one = (selector) => document.querySelector(selector);
  const meta = (name) => (one(`meta[name=rollwith-${name}]`) || {}).content;
  const session = () => ((one("#rw-talk [data-url]") || { dataset: {} }).dataset.url || "").replace(/^\?session=/, "").split("&")[0];
  const box = () => one("#rw-line textarea");
  const speaksThere = meta("speaks") === "endpoint";
  const listensThere = meta("listens") === "endpoint" && Boolean(window.MediaRecorder && navigator.mediaDevices);
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const audio = new Audio();
  audio.id = "rw-voice";
  audio.hidden = true;
  document.body.append(audio);

  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* a browser that keeps nothing */ } };
  const heardUpTo = (id) => { try { return sessionStorage.getItem(`rw-heard:${id}`); } catch { return null; } };
  const setHeard = (id, turn) => { try { sessionStorage.setItem(`rw-heard:${id}`, String(turn)); } catch { /* as above */ } };

  let speaking = 0;
  let busy = false;
  let voice = null;

  const show = (element, visible) => { if (element && element.hidden === visible) element.hidden = !visible; };
  const tell = (words, ask = false) => {
    const told = one("[data-voice=told]");
    if (!told) return;
    if (told.textContent !== words) told.textContent = words;
    show(told.parentElement, Boolean(words));
    show(one(".rw-voice-ask"), ask);
  };

  // ---- the customer speaks
  const localVoice = () => {
    const voices = (window.speechSynthesis ? speechSynthesis.getVoices() : []).filter((found) => found.localService);
    const english = voices.filter((found) => /^en\b/i.test(found.lang));
    return english.find((found) => found.default) || english[0] || null;
  };
  const on = () => kept("rw-hear") === "1";
  const stop = () => {
    speaking += 1;
    busy = false;
    audio.pause();
    if (window.speechSynthesis) speechSynthesis.cancel();
    dress();
  };
  const done = (mine) => {
    if (mine !== speaking) return;
    busy = false;
    dress();
  };

  const byBrowser = (text, mine) => {
    if (!voice) return done(mine);
    const words = new SpeechSynthesisUtterance(text);
    words.voice = voice;
    words.lang = voice.lang;
    words.onend = words.onerror = () => done(mine);
    speechSynthesis.speak(words);
  };
  const byEndpoint = async (turn, text, mine) => {
    let why = "";
    try {
      const answer = await fetch(`speech/${encodeURIComponent(session())}/${turn}`);
      if (answer.ok) {
        const sound = await answer.blob();
        if (mine !== speaking) return;
        const address = URL.createObjectURL(sound);
        audio.onended = () => { URL.revokeObjectURL(address); done(mine); };
        audio.src = address;
        await audio.play();
        return;
      }
      why = (await answer.json()).why;
    } catch (error) {
      why = error.name === "NotAllowedError" ? "this browser plays no sound before you click on the page" : error.message;
    }
    if (mine !== speaking) return;
    tell(`The voice of the endpoint is not to be had (${why.replace(/\.$/, "")}). ${voice ? "Your browser's own voice speaks instead." : "Read on; the words are all here."}`);
    byBrowser(text, mine);
  };
  const speak = (turn, text) => {
    stop();
    const mine = speaking;
    busy = true;
    dress();
    if (speaksThere) byEndpoint(turn, text, mine);
    else byBrowser(text, mine);
  };
  const line = (button) => button.closest(".rw-said").querySelector(".rw-text").textContent;

  const listen = () => {
    const id = session();
    const last = [...document.querySelectorAll("#rw-past [data-hear]")].pop();
    if (!id || !last) return;
    const turn = Number(last.dataset.hear);
    const before = heardUpTo(id);
    if (before !== null && Number(before) >= turn) return;
    setHeard(id, turn);
    const fresh = before !== null || turn === 0;
    if (fresh && on() && able() && !document.hidden) speak(turn, line(last));
  };
  const able = () => speaksThere || Boolean(voice);

  // ---- dictation
  let recorder = null;
  let recognition = null;
  let waiting = false;
  const hears = () => listensThere || Boolean(Recognition);
  const put = (words) => {
    const field = box();
    if (!field || !words) return;
    field.value = [field.value.trim(), words.trim()].filter(Boolean).join(" ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus({ preventScroll: true });
    tell("Check the words, then say them.");
  };
  const refusedBy = (error) => ({
    NotAllowedError: "This page may not use the microphone. Allow it in the browser's address bar, then try again.",
    NotFoundError: "No microphone was found. Plug one in, or type.",
    NotReadableError: "Another program holds the microphone. Close it, then try again.",
  }[error.name] || `The microphone could not be used (${error.message || error.name}). Type instead.`);

  const record = async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      tell(refusedBy(error));
      return;
    }
    const id = session();
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      const kind = recorder.mimeType || "audio/webm";
      recorder = null;
      if (id === session()) write(new Blob(pieces, { type: kind }), id);
      dress();
    };
    recorder.start();
    setTimeout(() => { if (recorder && recorder.state === "recording" && id === session()) recorder.stop(); }, 120000);
    tell("Listening. Press the microphone again when you are done.");
    dress();
  };
  const write = async (sound, id) => {
    waiting = true;
    dress();
    tell("Writing it down …");
    try {
      const answer = await fetch(`dictate?session=${encodeURIComponent(id)}`, { method: "POST", headers: { "content-type": sound.type }, body: sound });
      const said = await answer.json();
      if (id !== session()) return;
      if (answer.ok) put(said.text);
      else tell(said.why);
    } catch (error) {
      tell(`What you said did not get there (${error.message}). Try again, or type.`);
    } finally {
      waiting = false;
      dress();
    }
  };
  const language = /^en/i.test(navigator.language) ? navigator.language : "en-US";
  const atHome = async () => {
    try {
      return Boolean(Recognition.available) && (await Recognition.available({ langs: [language], processLocally: true })) === "available";
    } catch { return false; }
  };
  const recognise = async () => {
    const here = await atHome();
    if (!here && kept("rw-dictate") !== "1") {
      tell("Your browser sends what you say to its maker to write it down. Use it all the same?", true);
      one("[data-voice=allow]").focus();
      return;
    }
    const id = session();
    let heard = "";
    let failed = false;
    recognition = new Recognition();
    recognition.lang = language;
    recognition.continuous = true;
    if (here) recognition.processLocally = true;
    recognition.onresult = (event) => { heard = [...event.results].map((result) => result[0].transcript).join(" "); };
    recognition.onerror = (event) => {
      failed = event.error !== "no-speech";
      if (failed) tell(event.error === "not-allowed" ? refusedBy({ name: "NotAllowedError" }) : `The browser could not write it down (${event.error}). Type instead.`);
    };
    recognition.onend = () => {
      recognition = null;
      if (id === session() && heard) put(heard);
      else if (!failed) tell("Nothing was heard. Speak a little louder, or closer to the microphone.");
      dress();
    };
    recognition.start();
    tell(here ? "Listening, on this machine. Press the microphone again when you are done." : "Listening. Press the microphone again when you are done.");
    dress();
  };
  const dictate = () => {
    if (waiting) return;
    if (recorder) return recorder.stop();
    if (recognition) return recognition.stop();
    stop();
    if (listensThere) record();
    else recognise();
  };
  const hush = () => {
    if (recorder && recorder.state === "recording") recorder.stop();
    if (recognition) recognition.abort();
  };

  // ---- what is shown
  const dress = () => {
    for (const button of document.querySelectorAll("[data-voice=switch], [data-voice=again]")) show(button, able());
    const toggle = one("[data-voice=switch]");
    if (toggle && toggle.getAttribute("aria-checked") !== String(on())) toggle.setAttribute("aria-checked", String(on()));
    show(one("[data-voice=stop]"), busy);
    const mic = one("[data-voice=mic]");
    if (!mic) return;
    show(mic, hears());
    const listening = Boolean(recorder || recognition);
    if (mic.getAttribute("aria-pressed") !== String(listening)) mic.setAttribute("aria-pressed", String(listening));
    if (mic.disabled !== waiting) mic.disabled = waiting;
  };
  let here = "";
  const look = () => {
    if (here !== session()) {
      here = session();
      stop();
      hush();
      tell("");
    }
    dress();
    listen();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-voice]");
    const asked = button && button.dataset.voice;
    if (asked === "switch") {
      keep("rw-hear", on() ? "0" : "1");
      const last = [...document.querySelectorAll("#rw-past [data-hear]")].pop();
      stop();
      if (on() && last) speak(Number(last.dataset.hear), line(last));
      dress();
    }
    if (asked === "again") speak(Number(button.dataset.hear), line(button));
    if (asked === "stop") { stop(); if (box()) box().focus({ preventScroll: true }); }
    if (asked === "mic") dictate();
    if (asked === "allow") { keep("rw-dictate", "1"); tell(""); recognise(); }
    if (asked === "refuse") { tell(""); if (box()) box().focus({ preventScroll: true }); }
  });
  document.addEventListener("input", (event) => {
    if (busy && event.isTrusted && event.target.closest("#rw-line")) stop();
  });
  window.addEventListener("pagehide", () => { stop(); hush(); });
  const voices = () => { voice = localVoice(); dress(); };
  if (window.speechSynthesis) {
    voices();
    if (speechSynthesis.addEventListener) speechSynthesis.addEventListener("voiceschanged", voices);
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-url"] });
  look();
}
