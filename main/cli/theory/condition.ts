/** `maskscope theory theorem1 --run RUN`: the theorem's condition on a run's first layer, under its stored masks. */
import { Failure } from '../../../preload/schema/failure'
import { conditionText, usualEpsilon, type FirstLayerReading } from '../../../preload/schema/first-layer'
import { count, percentWithUnit, plural, secondsWithUnit } from '../../../preload/schema/format'
import { firstLayer } from '../../api/linear'
import { fittedExamples, type OnRun, type OnRunOptions } from './on-run'

interface Options extends OnRunOptions { epsilon?: string }

export const condition: OnRun<Options, FirstLayerReading> = {
  name: 'theorem1',
  examples: fittedExamples(2),
  ask: (workbench, asked, { epsilon }, tell) =>
    firstLayer(workbench, { ...asked, epsilon: epsilon === undefined ? usualEpsilon : epsilonFrom(epsilon) }, tell),
  textOf: (found) => {
    const { snapshot, hidden, support, channels, outputs, examples, columns } = found
    const zeros = channels > 1
      ? `at least ${percentWithUnit(1 - 1 / channels)} of U’s columns are zero for every input, so that λ_min is 0 ` +
        'whatever the scale'
      : 'no column of U is zero for every input because of its form'
    return [
      `snapshot ${snapshot}: "${hidden}" and the support "${support}" (${plural(channels, 'channel')}), ` +
        `${plural(outputs, 'output')}, ${plural(examples, 'example')}; ${secondsWithUnit(found.seconds)}`,
      `as stated: λ²/m from ${conditionText(found.least)} to ${conditionText(found.largest)}, where 9/10 to ` +
        `11/10 is asked: ${met(found.isMet)}`,
      `with the best scale: ${zeros}`,
      `without such columns (${count(columns)} are left): κ² = λ²_max / λ²_min is ` +
        `${conditionText(found.condition)}, where at most ${conditionText(found.most)} is asked: ` +
        met(found.isMetScaled),
      'The condition is sufficient, not necessary.'
    ].join('\n')
  }
}

const met = (isMet: boolean): string => (isMet ? 'met' : 'not met')

function epsilonFrom(epsilon: string): number {
  const given = Number(epsilon)
  if (given > 0 && given < 0.1) return given
  throw new Failure(`--epsilon takes a number above 0 and below 0.1, not "${epsilon.slice(0, 40)}".`)
}
