/** Choices that are typed as a name with numbers behind it, several with commas between them: `sgd:0.05,adam,lbfgs`. */
import type { z } from 'zod'
import { Failure } from './failure'

interface Numbered<Choice extends { name: string }> {
  /** That takes them: `solver`. */
  option: string
  /** How each is typed. */
  known: string
  /** Which numbers they take. */
  ranges: string
  schema: z.ZodType<Choice>
  /** The numbers of each, in the order in which they are typed, and what they are where they are not. */
  usual: Readonly<Record<Choice['name'], Readonly<Record<string, number>>>>
}

export function numberedNames<Choice extends { name: string }>(
  { option, known, ranges, schema, usual }: Numbered<Choice>
) {
  const numbersOf = new Map<string, Readonly<Record<string, number>>>(Object.entries(usual))

  /** `sgd:0.05` */
  function titleOf(choice: Choice): string {
    const values = new Map(Object.entries(choice))
    return [choice.name, ...Object.keys(usual[choice.name as Choice['name']]).map((key) => values.get(key))].join(':')
  }

  function one(text: string): Choice {
    const [name = '', ...given] = text.split(':')
    const numbers = Object.entries(numbersOf.get(name) ?? {})
    const number = (written: string | undefined, otherwise: number): number =>
      (written === undefined ? otherwise : written === '' ? Number.NaN : Number(written))
    const parsed = schema.safeParse({
      name, ...Object.fromEntries(numbers.map(([key, otherwise], at) => [key, number(given[at], otherwise)]))
    })
    if (parsed.success && given.length <= numbers.length) return parsed.data
    throw new Failure(`--${option} knows ${known}, with ${ranges}, not "${text.slice(0, 40)}".`)
  }

  /** @throws Failure where one is unknown, or named twice */
  function from(text: string): Choice[] {
    const choices = text.split(',').map((part) => one(part.trim()))
    const titles = choices.map(titleOf)
    const twice = titles.find((title, i) => titles.indexOf(title) < i)
    if (twice !== undefined) throw new Failure(`--${option} names ${twice} twice; once is enough.`)
    return choices
  }

  return { known, titleOf, titlesOf: (choices: readonly Choice[]): string => choices.map(titleOf).join(','), from }
}
