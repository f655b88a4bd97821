/** Experiments that are asked of a stored run, under its own masks: what the Theory page says of them. */
import type { ExperimentDefinition } from './definition'

type Words = Pick<ExperimentDefinition, 'title' | 'source' | 'sentence' | 'equation' | 'says' | 'doesNotSay'>

export const onRunExperiments = {
  optimum: {
    title: 'The best last layers',
    source: 'Seed 003, on a run’s own masks',
    sentence: 'Given its activation patterns, the last two layers of a network are a convex program.',
    equation: 'min_V  mean cross-entropy(Σ_c φ_cᵀ V_c + b) + β Σ_c ‖V_c‖_*,  φ_c = mean over positions of m_c [z; 1]',
    says:
      'How far a run’s last two layers are from the best that its masks allow has an answer with a proof, in seconds.',
    doesNotSay:
      'The best under old masks is no better network: put back with ReLU its own masks are others, and it errs more.'
  },
  solvers: {
    title: 'Solvers while masks are fixed',
    source: 'Seed 000, the step between two alternations',
    sentence: 'Given the support, the weights can be found by more than SGD: the loss is convex in every layer.',
    equation: 'min_W  mean cross-entropy(F(x; W, m)),  F linear in each layer’s weights, m as stored',
    says:
      'How low each solver brings the masked loss in as many passes and seconds, and what the same weights do with ' +
      'ReLU.',
    doesNotSay:
      'A low masked loss says nothing of the error: the masks carry the labels, so that anything fits them, and the ' +
      'weights drift from the masks.'
  },
  'alternating-solvers': {
    title: 'Solvers inside the alternation',
    source: 'Seed 000, the alternation',
    sentence: 'Alternating between the support and the weights given it trains as well as SGD, in fewer iterations.',
    equation: 'm ← [q > β],  W ← lower mean cross-entropy(F(x; W, m)),  again and again',
    says:
      'How low the loss and the error of the ReLU network are after as many passes, by SGD, and by alternations with ' +
      'several solvers.',
    doesNotSay:
      'It starts from one epoch of a run and takes a few passes over some of its examples: no training is judged by it.'
  }
} as const satisfies Readonly<Record<string, Words>>

export type OnRunName = keyof typeof onRunExperiments
export const onRunNames = Object.keys(onRunExperiments) as [OnRunName, ...OnRunName[]]
