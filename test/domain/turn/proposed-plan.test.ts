import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MessagePiece,
  ProposedPlanParser,
  splitMessage,
} from '../../../src/domain/turn/proposed-plan.js';

/** What each delta brings, as `T` text, `P` plan, `<` and `>` the plan's ends; `|` between deltas. */
function told(...deltas: string[]): string {
  const parser = new ProposedPlanParser();
  const fed = deltas.map((delta) => parser.feed(delta));
  return [...fed, parser.finish()].map((pieces) => pieces.map(shown).join('')).join('|');
}

function shown(piece: MessagePiece): string {
  switch (piece.type) {
    case 'text':
      return `T(${piece.text})`;
    case 'plan':
      return `P(${piece.text})`;
    case 'planStart':
      return '<';
    case 'planEnd':
      return '>';
  }
}

describe('a proposed plan', () => {
  it('stands between its tags, each on a line of its own', () => {
    expect(told('A\n<proposed_plan>\none\ntwo\n</proposed_plan>\nB')).toBe('T(A\n)<P(one\ntwo\n)>T(B)|');
  });

  it('may be cut anywhere', () => {
    expect(told('A\n<propo', 'sed_plan>\nx', 'y\n</pro', 'posed_plan>\nZ')).toBe(
      'T(A\n)|<P(x)|P(y\n)|>T(Z)|',
    );
  });

  it('ends with the message where nobody closed it', () => {
    expect(told('<proposed_plan>\n', 'x')).toBe('<|P(x)|>');
    expect(told('<proposed_plan>\nx\n</proposed_plan>')).toBe('<P(x\n)|>');
  });

  it('is begun by no tag within a line, nor by one in other letters', () => {
    expect(told('a <proposed_plan>\n')).toBe('T(a <proposed_plan>\n)|');
    expect(told('<proposed_plan>x\n')).toBe('T(<proposed_plan>x\n)|');
    expect(told('<PROPOSED_PLAN>\n')).toBe('T(<PROPOSED_PLAN>\n)|');
    expect(told('</proposed_plan>\n')).toBe('T(</proposed_plan>\n)|');
  });

  it('keeps what looks like a tag and is none', () => {
    expect(told('<proposed_plan>\nx\n</proposed_plan> tail\nB')).toBe('<P(x\n</proposed_plan> tail\nB)|>');
    expect(told('<proposed_plan>\n<proposed_plan>\n')).toBe('<P(<proposed_plan>\n)|>');
    expect(told('  ', '<prop', 'osal\n')).toBe('||T(  <proposal\n)|');
  });

  it('takes blanks around its tags, and any line end', () => {
    expect(told('  <proposed_plan>\t\r\nx\r\n </proposed_plan>  \nB')).toBe('<P(x\r\n)>T(B)|');
  });

  it('may be empty, and may come again', () => {
    expect(told('<proposed_plan>\n</proposed_plan>\nB\n<proposed_plan>\ny')).toBe('<>T(B\n)<P(y)|>');
    expect(splitMessage('<proposed_plan>\nx\n</proposed_plan>\nB\n<proposed_plan>\ny')).toEqual({
      text: 'B\n',
      plan: 'y',
    });
  });

  it('is the same however the message is cut', () => {
    const word = fc.constantFrom('<proposed_plan>', '</proposed_plan>', '\n', ' ', 'a', '<', '</prop');
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.nat({ max: 200 })), (words, cuts) => {
        const message = words.join('');
        const places = [...new Set(cuts.map((cut) => Math.min(cut, message.length)))].sort((a, b) => a - b);
        const parser = new ProposedPlanParser();
        const pieces = [0, ...places].flatMap((at, index) => parser.feed(message.slice(at, places[index])));
        const grown = { text: '', plan: '', plans: 0 };
        for (const piece of [...pieces, ...parser.finish()]) {
          if (piece.type === 'text' || piece.type === 'plan') grown[piece.type] += piece.text;
          else if (piece.type === 'planStart') {
            grown.plan = '';
            grown.plans += 1;
          }
        }
        const whole = splitMessage(message);
        expect(grown.text).toBe(whole.text);
        expect(grown.plans === 0 ? null : grown.plan).toBe(whole.plan);
      }),
    );
  });
});
