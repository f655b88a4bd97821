/** Alternations over several runs as tables, and what they say of SGD on the ReLU network. */
import type { AlternatingLook, AlternatingReading } from '../../../../preload/schema/alternating-solvers'
import { elementOf } from '../../../../preload/schema/element'
import { sampleOf } from '../../../../preload/schema/statistics'
import type { Claim, ResultTable } from '../../../../preload/schema/theory/result'
import { over, verdict, type Outcome } from '../experiment'

export interface AlternatingRun { run: string; reading: AlternatingReading }
type Courses = AlternatingReading['courses']
type Looks = readonly AlternatingLook[]

export const alternatingOutcome = (runs: readonly AlternatingRun[]): Outcome => ({
  results: [marksTable(runs), looksTable(runs)],
  claims: [bestIsSgd(runs), errsLess(runs)]
})

/** After so many passes, which is at the first look from there on. */
const marks = [1, 2, 4]
const endOf = (looks: Looks): AlternatingLook => elementOf(looks, looks.length - 1)
const after = (looks: Looks, passes: number): AlternatingLook =>
  looks.find((look) => look.passes >= passes) ?? endOf(looks)

interface Mark { title: string; look: (looks: Looks) => AlternatingLook }
const shownMarks: readonly Mark[] = [
  { title: 'at the start', look: (looks) => elementOf(looks, 0) },
  ...marks.map((passes): Mark => ({ title: `after ${passes}`, look: (looks) => after(looks, passes) })),
  { title: 'at the end', look: endOf }
]

function marksTable(runs: readonly AlternatingRun[]): ResultTable {
  const first = elementOf(runs, 0).reading.courses
  return {
    name: 'ends', title: 'ReLU loss and test error after passes: means and deviations over runs',
    columns: [
      'method', 'runs',
      ...shownMarks.flatMap(({ title }) =>
        [`loss ${title}`, `± loss ${title}`, `error % ${title}`, `± error % ${title}`]),
      'passes', 'seconds', 'drift %'
    ],
    rows: first.map(({ method }, at) => {
      const own = runs.map(({ reading }) => elementOf(reading.courses, at).looks)
      const mean = (figure: (end: AlternatingLook) => number | null): number | null =>
        sampleOf(own.flatMap((looks) => figure(endOf(looks)) ?? [])).mean
      return [
        method, runs.length,
        ...shownMarks.flatMap(({ look }) => {
          const [losses, errors] =
            [sampleOf(own.map((looks) => look(looks).reluLoss)), sampleOf(own.map((looks) => look(looks).testError))]
          const percent = (share: number | null): number | null => (share === null ? null : 100 * share)
          return [losses.mean, losses.deviation, percent(errors.mean), percent(errors.deviation)]
        }),
        mean(({ passes }) => passes), mean(({ seconds }) => seconds),
        mean(({ drift }) => (drift === null ? null : 100 * drift))
      ]
    })
  }
}

const looksTable = (runs: readonly AlternatingRun[]): ResultTable => ({
  name: 'looks', title: 'As ReLU networks, after 1, 2, 4, … passes and at the end',
  columns: ['run', 'method', 'passes', 'seconds', 'ReLU loss', 'ReLU test error %', 'drift %'],
  rows: runs.flatMap(({ run, reading }) => reading.courses.flatMap(({ method, looks }) =>
    looks.map(({ passes, seconds, reluLoss, testError, drift }) =>
      [run, method, passes, seconds, reluLoss, 100 * testError, drift === null ? null : 100 * drift])))
})

const isReluSgd = ({ name }: Courses[number]): boolean => name === 'relu-sgd'

function bestIsSgd(runs: readonly AlternatingRun[]): Claim {
  const ratios = runs.flatMap(({ reading: { courses } }) => {
    const least = (some: Courses): number => Math.min(...some.map(({ looks }) => endOf(looks).reluLoss))
    const ratio = least(courses.filter((one) => !isReluSgd(one))) / least(courses.filter(isReluSgd))
    return Number.isFinite(ratio) && ratio > 0 ? [ratio] : []
  })
  return {
    text: 'No alternation, and no solver that uses curvature, ends below SGD on the ReLU objective',
    bound: 1, ...over(ratios),
    holds: ratios.length === 0 ? 'not applicable' : verdict(Math.min(...ratios) >= 1),
    rule: 'least ReLU loss of any other method at its end, over that of SGD on the ReLU network; at least 1 in every ' +
      'run'
  }
}

function errsLess(runs: readonly AlternatingRun[]): Claim {
  const differences = runs.flatMap(({ reading: { courses } }) => {
    const meanOf = (some: Courses): number | null =>
      sampleOf(some.map(({ looks }) => 100 * endOf(looks).testError)).mean
    const [own, sgd] =
      [meanOf(courses.filter(({ name }) => name === 'alternating-sgd')), meanOf(courses.filter(isReluSgd))]
    return own === null || sgd === null ? [] : [own - sgd]
  })
  const { measured, spread } = over(differences)
  return {
    text: 'SGD inside the alternation ends with a lower test error than SGD on the ReLU network',
    bound: 0, measured, spread,
    holds: measured === null ? 'not applicable'
      : verdict(measured + 2 * (spread ?? 0) / Math.sqrt(differences.length) < 0),
    rule: 'points of test error, mean of all its settings less that of all of SGD’s; below 0 by two standard errors'
  }
}
