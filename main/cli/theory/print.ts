/** A result of an experiment on a terminal: its claims, and the tables that are short. */
import { instant, plain, plural, secondsWithUnit, unknown } from '../../../preload/schema/format'
import type { Cell } from '../../../preload/schema/csv'
import type { Claim, TheoryResult } from '../../../preload/schema/theory/result'
import { print, table } from '../terminal'

/** Longer tables are for --out and --json. */
const mostRows = 40

export function printResult({ id, experiment, seeds, results, claims, seconds, command }: TheoryResult): void {
  print(`${experiment}, ${plural(seeds.length, 'seed')}, ${secondsWithUnit(seconds)}, kept as ${id}`)
  for (const { title, columns, rows } of results.filter((one) => one.rows.length <= mostRows))
    print(`\n${title}\n${table(columns, rows.map((row) => row.map(figure)))}`)
  print(`\n${claimsTable(claims)}`)
  print(`\n${command}`)
}

/** Four significant digits. */
const figure = (cell: Cell): string =>
  typeof cell === 'number' ? plain(Number(cell.toPrecision(4))) : cell ?? unknown

export const claimsTable = (claims: readonly Claim[]): string =>
  table(['', 'measured', 'spread', 'bound', 'claim'], claims.map(claimRow))

const claimRow = ({ holds, measured, spread, bound, text }: Claim): string[] =>
  [holds, figure(measured), figure(spread), figure(bound), text]

export const resultsTable = (results: readonly TheoryResult[]): string => table(
  ['id', 'ended', 'seeds', 'holds', 'does not', 'command'],
  results.map(({ id, ended, seeds, claims, command }) => {
    const [holds, fails] = [held(claims, 'holds'), held(claims, 'does not hold')]
    return [id, instant(ended), String(seeds.length), String(holds), String(fails), command]
  })
)

const held = (claims: readonly Claim[], verdict: Claim['holds']): number =>
  claims.filter(({ holds }) => holds === verdict).length
