/** The images. */
import type { NodeOf } from '../../../../../preload/schema/network'
import type { NodeRunner } from './node'

export const input: NodeRunner<NodeOf<'input'>> = (_tf, _pass, _node, [images]) => images
