/** Finds a title by letters of it in their order: "tde" finds "Train the demo". */

export interface Found {
  score: number
  /** Places of the letters in the text. */
  at: readonly number[]
}

/** What a letter is worth besides being there: most as the beginning of a word, less as the next of those found. */
const wordStart = 8
const nextLetter = 5
/** A little, so that of two equal finds the one further to the front wins. */
const perGap = 0.05

interface Step { score: number; at: number[] }

const startsWord = (text: string, index: number): boolean =>
  index === 0 || /[^\p{L}\p{N}]/u.test(text.charAt(index - 1))

/**
 * The best of all ways to find the letters in the text, the first as the beginning of a word: without that nearly every
 * title has every two letters somewhere. Letters that begin words or follow each other count more than others. A piece
 * of a word is found too, where it stands as it was asked for. Null for neither; blanks in the query are ignored.
 */
export function find(query: string, text: string): Found | null {
  const letters = [...query.toLowerCase().replace(/\s+/g, '')]
  const lower = text.toLowerCase()
  // Most of a thousand runs have not even the letters.
  return hasInOrder(letters, lower) ? bestWay(letters, lower) ?? pieceOf(letters, lower) : null
}

function hasInOrder(letters: readonly string[], lower: string): boolean {
  let from = 0
  return letters.every((letter) => {
    const at = lower.indexOf(letter, from)
    from = at + 1
    return at >= 0
  })
}

function pieceOf(letters: readonly string[], lower: string): Found | null {
  const start = lower.indexOf(letters.join(''))
  return start < 0 ? null : { score: 0, at: letters.map((_, index) => start + index) }
}

function bestWay(letters: readonly string[], lower: string): Found | null {
  let ways: Step[] = [{ score: 0, at: [] }]
  for (const [place, letter] of letters.entries()) {
    const longer: Step[] = []
    for (let index = 0; index < lower.length; index++) {
      if (lower.charAt(index) !== letter || (place === 0 && !startsWord(lower, index))) continue
      const way = bestBefore(ways, index)
      if (way)
        longer.push({ score: way.score + 1 + (startsWord(lower, index) ? wordStart : 0), at: [...way.at, index] })
    }
    ways = longer
  }
  return ways.reduce<Step | null>((best, way) => (best === null || way.score > best.score ? way : best), null)
}

/** The best way so far that ends before this place, with what going on from there to here is worth. */
function bestBefore(ways: readonly Step[], index: number): Step | null {
  let best: Step | null = null
  for (const way of ways) {
    const last = way.at.at(-1)
    if (last !== undefined && last >= index) continue
    const gap = index - (last ?? -1) - 1
    const score = way.score + (last !== undefined && gap === 0 ? nextLetter : -perGap * gap)
    if (best === null || score > best.score) best = { score, at: way.at }
  }
  return best
}

export interface Findable {
  readonly title: string
  /** What it is called, too: a piece of that finds it, behind all that are found by their titles. */
  readonly also?: readonly string[]
}

/** The items that the query finds, best first; all of them, as they stand, when nothing is asked. */
export function search<T extends Findable>(
  query: string,
  items: readonly T[]
): { item: T; at: readonly number[] }[] {
  return items
    .flatMap((item) => {
      const found = find(query, item.title) ?? findBeside(query, item)
      return found ? [{ item, ...found }] : []
    })
    .sort((one, other) => other.score - one.score)
}

function findBeside(query: string, { also = [] }: Findable): Found | null {
  const piece = query.toLowerCase().replace(/\s+/g, '')
  return also.some((text) => text.toLowerCase().includes(piece)) ? { score: -1, at: [] } : null
}

/** A title in pieces, those that were found marked. */
export function pieces(text: string, at: readonly number[]): { text: string; found: boolean }[] {
  const all: { text: string; found: boolean }[] = []
  for (let index = 0; index < text.length; index++) {
    const found = at.includes(index)
    const last = all.at(-1)
    if (last?.found === found) last.text += text.charAt(index)
    else all.push({ text: text.charAt(index), found })
  }
  return all
}
