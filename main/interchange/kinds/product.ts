/** Multiply; Mul of two values (of a value and a constant: sum.ts). */
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf } from '../../../preload/schema/network'
import { isGate } from '../../engine/networks/kinds/product'
import { layer } from '../keras/layers'
import { kerasValue } from '../keras/reading'
import type { OnnxReading, OnnxValue } from '../onnx/reading'
import { ints } from '../onnx/writing'
import type { NodeMapping } from './mapping'

export const product: NodeMapping<NodeOf<'product'>> = {
  keras: {
    write: ({ name }, { shapes }) => {
      if (!isGate(shapes)) return layer('Multiply', {})
      throw new Failure(
        `"${name}" multiplies each channel with a value of its own, which is not written for TensorFlow.js; ` +
          'choose ONNX.'
      )
    },
    readers: {
      Multiply: {
        takes: 'several',
        read: (reading, values) => {
          // Maps come first, and what has one value for each of their channels behind them.
          const nodes = values.map(({ node }) => node)
          const isMaps = (node: string): boolean => reading.shapeOf(node).length === 3
          const [first, ...others] = [...nodes.filter(isMaps), ...nodes.filter((node) => !isMaps(node))]
          return kerasValue(others.reduce(
            (before, node) => reading.add({ type: 'product', inputs: [before, node] }), first
          ))
        }
      }
    }
  },
  onnx: {
    write: ({ name }, [one, other], { shapes, operate }) => {
      if (!isGate(shapes)) return operate('Mul', name, [one, other])
      const axes = operate('Constant', `${name}/axes`, [], [ints('value_ints', 2, 3)])
      return operate('Mul', name, [one, operate('Unsqueeze', `${name}/gate`, [other, axes])])
    },
    readers: {}
  }
}

/** Of values that lie alike, or of maps and one value for each channel, in either order. */
export function multiplied(reading: OnnxReading): OnnxValue {
  const [one, other] = [reading.taken(0), reading.taken(1)]
  const [maps, gate] = isColumn(one) && !isColumn(other) ? [other, one] : [one, other]
  const isAlike = maps.layout === gate.layout && maps.rows?.join() === gate.rows?.join()
  if (!isAlike && !(maps.layout === 'images' && gate.layout === 'column'))
    throw reading.named('multiplies values that lie differently')
  return { ...maps, node: reading.add({ type: 'product', inputs: [maps.node, gate.node] }) }
}

const isColumn = ({ layout }: OnnxValue): boolean => layout === 'column'
