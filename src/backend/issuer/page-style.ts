// The look of the pages: readable on a phone, in light and dark, for eyes and for keyboards.

export const style = `
:root { color-scheme: light dark; --text: #1b1b1f; --soft: #55565c; --back: #ffffff; --line: #767680;
  --main: #0b57d0; --on-main: #ffffff; --bad: #a11212; --box: #f1f3f7; }
@media (prefers-color-scheme: dark) {
  :root { --text: #ececf1; --soft: #b9bac3; --back: #17181c; --line: #8e9099; --main: #a8c7fa; --on-main: #062e6f;
    --bad: #ffb4ab; --box: #24262c; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 1.0625rem/1.5 system-ui, sans-serif; }
header { background: var(--box); color: var(--soft); font-size: .875rem; padding: .5rem 1rem; }
header p { margin: 0 auto; max-width: 30rem; }
main { margin: 0 auto; max-width: 32rem; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0 1rem; }
dl { background: var(--box); border-radius: .75rem; margin: 1.25rem 0; padding: .75rem .75rem .15rem; }
dt { color: var(--soft); font-size: .875rem; }
dd { font-size: 1rem; margin: 0 0 .6rem; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin-bottom: .35rem; }
input { background: var(--back); border: 2px solid var(--line); border-radius: .5rem; color: var(--text);
  font: 1.5rem/1.4 ui-monospace, monospace; letter-spacing: .12em; padding: .5rem .75rem;
  text-transform: uppercase; width: 100%; }
input[aria-invalid] { border-color: var(--bad); }
.hint { color: var(--soft); font-size: .9375rem; margin: .75rem 0 1.25rem; }
.error { color: var(--bad); font-weight: 600; }
.choices { display: flex; flex-wrap: wrap; gap: .75rem; }
button { background: var(--main); border: 2px solid var(--main); border-radius: .5rem; color: var(--on-main);
  cursor: pointer; flex: 1 1 10rem; font: inherit; font-weight: 600; min-height: 3rem; padding: .5rem 1.25rem; }
button.other { background: transparent; color: var(--main); }
:focus-visible { outline: 3px solid var(--main); outline-offset: 3px; }
`;
