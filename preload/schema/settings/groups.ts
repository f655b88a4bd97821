/** The groups in which forms and documentation show settings, in their order. */
export const settingGroups = {
  data: { title: 'Data & network', note: 'What is learned, and by which method.' },
  connections: { title: 'Connections', note: 'Which ones the Sparse stage does without.' },
  stages: { title: 'Stages', note: 'Dense, Sparse, Dense: one schedule runs over all three.' },
  optimisation: { title: 'Optimisation', note: 'Stochastic gradient descent on the weights.' },
  masks: { title: 'Masks', note: 'The phase in which masks stand in the place of ReLU.' },
  alternation: { title: 'Alternation', note: 'When every example’s mask is estimated afresh, and how.' },
  'layer-steps': { title: 'Newton steps', note: 'One layer at a time, the last one first, while masks are fixed.' },
  targets: { title: 'Targets', note: 'Each unit has one, and a loss of its own, in the place of a slope.' },
  snapshots: { title: 'Mask snapshots', note: 'When every example’s mask is recorded without being used.' },
  computing: { title: 'Advanced', note: 'How this machine computes: results differ by rounding alone.' },
  theory: { title: 'Experiment', note: 'What an experiment on the theory computes with.' }
} as const

export type GroupName = keyof typeof settingGroups
