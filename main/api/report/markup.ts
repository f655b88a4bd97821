/** HTML that is put together without a way to forget to escape: whatever is not markup already is text. */

export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | null | readonly Markup[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'
}

/** No document takes the control characters that names from files may hold. */
const escaped = (text: string): string =>
  [...text].map((letter) => (letter < ' ' && letter !== '\n' ? ' ' : entities[letter] ?? letter)).join('')

function written(part: Part): string {
  if (part === null) return ''
  if (part instanceof Markup) return part.text
  return typeof part === 'object' ? part.map(({ text }) => text).join('') : escaped(String(part))
}

/** In attributes, too, as long as they stand in double quotes. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(texts.map((text, place) => text + written(parts[place] ?? null)).join(''))
}
