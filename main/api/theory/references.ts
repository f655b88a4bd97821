/**
 * Figures that programs of other people's making measured for the same experiments (NumPy and SciPy, other random
 * numbers), each with how far this one's may be from it.
 */
import type { ExperimentName } from '../../../preload/schema/theory'

export interface ReferenceFigure {
  /** In which table of the result, and the row by its first column, which it is found in. */
  readonly table: string
  readonly row: string | number
  readonly column: string
  readonly expected: number
  readonly within: number
}

/** One run of an experiment, from its preset "paper" on. */
export interface Reference {
  readonly experiment: ExperimentName
  readonly parameters: Readonly<Record<string, unknown>>
  readonly seeds?: readonly number[]
  /** Why figures may be so far apart: a sentence. */
  readonly reason: string
  readonly figures: readonly ReferenceFigure[]
}

/** Rows of a table with one expected figure each. @param within the same for all, or by the figure */
const column = (
  table: string, name: string, within: number | ((expected: number) => number),
  rows: readonly (readonly [row: string | number, expected: number])[]
): ReferenceFigure[] => rows.map(([row, expected]) => ({
  table, row, column: name, expected, within: typeof within === 'number' ? within : within(expected)
}))

/** 2.5 standard errors of the difference of a share of so many trials from one of our 60, after Agresti and Coull. */
const ofTrials = (trials: number) => (share: number): number => {
  const likely = (share * trials + 2) / (trials + 4)
  return 2.5 * Math.sqrt(likely * (1 - likely) * (1 / trials + 1 / 60))
}
const trialsReason =
  'Shares of trials: within 2.5 standard errors of the difference of theirs (of 60 trials; SGD 20, global minima 40, ' +
  'least squares of 40 examples 2,000) and ours (of 60), each counted with two more of either kind.'
const shares = (
  solver: string, rows: readonly (readonly [samples: number, share: number])[], trials = solver === 'sgd' ? 20 : 60
): ReferenceFigure[] => column('success', solver, ofTrials(trials), rows)

const startsReason =
  'Within 0.12: three standard errors of a difference of shares of 400 starts are 0.1; teachers differ besides.'
const ends = (k: number, rows: readonly (readonly [ratio: number, share: number])[]): Reference => ({
  experiment: 'spurious', reason: startsReason,
  parameters: { k, p: 8, ratio: rows.map(([ratio]) => ratio), signs: 'drawn' },
  figures: column('outcomes', 'global', 0.12, rows)
})

const eigenvalues = (within: number, ...figures: [samples: number, least: number, largest: number][]) => [
  ...column('samples', 'least', within, figures.map(([samples, least]) => [samples, least])),
  ...column('samples', 'largest', within, figures.map(([samples, , largest]) => [samples, largest]))
]

/** A mean over seeds, of theirs and ours: deviations of both over seeds, ours over 20, of width 50 over five. */
type Mean = readonly [row: string | number, column: string, mean: number, theirs: number, ours: number]

/** 2.5 standard errors of the difference of two means, of `seeds` seeds of theirs and `own` of ours. */
const means = (table: string, rows: readonly Mean[], seeds = 20, own = 5): ReferenceFigure[] =>
  rows.flatMap(([row, name, mean, theirs, ours]) =>
    column(table, name, 2.5 * Math.sqrt(theirs ** 2 / seeds + ours ** 2 / own), [[row, mean]]))
const seedsReason =
  'Means: within 2.5 standard errors of the difference of theirs (of 20 seeds; of five with ten sweeps, and of ' +
  'L-BFGS) and ours (of five).'

const programsReason =
  'Means: within 2.5 standard errors of the difference of theirs (of 20 seeds; of five for grown patterns and SGD) ' +
  'and ours (of five; of 20 with --seed 1..20).'

const thresholdReason =
  'Within 0.75 points: theirs are trained by Adam at 0.001, ours by SGD at 0.1 with momentum; deviations over seeds ' +
  'are 0.2 to 0.5.'

const convolutionReason =
  'Of the convolutional network, with 3,000 digits, three rules end 1.2 to 1.7 points lower here, ReLU 0.6: whether ' +
  'that is the optimiser was not looked into; the order of the rules is the same.'

type MeanOf = readonly [mean: number, theirs: number, ours: number]

/** The end of an alternation: objective, test error, share of mask steps that raise the objective, ReLU objective. */
const alternated = (
  parameters: Reference['parameters'], objective: MeanOf, error: MeanOf, rising: MeanOf, seeds = 20, relu?: MeanOf
): Reference => ({
  experiment: 'alternation', parameters, reason: seedsReason,
  figures: [
    ...means('outcome', [['last', 'objective', ...objective], ['last', 'test error %', ...error]], seeds),
    ...(relu === undefined ? [] : means('outcome', [['last', 'ReLU objective', ...relu]], seeds)),
    ...means('rises', [['masks', 'share of rises', ...rising]], seeds)
  ]
})

export const references: readonly Reference[] = [
  {
    experiment: 'separation', parameters: {}, reason: 'Sizes are counted: equal.',
    figures: [
      ...column('sizes', 'columns', 0, [
        ['16-4-3', 768], ['16-8-10', 10_240], ['49-8-10', 31_360], ['16-4-4-3', 12_288], ['4-3-3-3-2', 5832]
      ]),
      ...column('sizes', 'paths', 0, [['16-4-3', 192], ['49-8-10', 3920], ['16-4-4-3', 768], ['4-3-3-3-2', 216]])
    ]
  },
  {
    experiment: 'recover', parameters: {}, reason: trialsReason,
    figures: [
      ...shares('ls', [[60, 0], [64, 0.75], [72, 1]]),
      ...shares('nuclear', [[20, 0.03], [24, 0.15], [32, 0.73], [48, 1]]),
      ...shares('als', [[16, 0.1], [20, 0.55], [24, 0.65], [32, 0.9], [48, 0.98]]),
      ...shares('lbfgs', [[16, 0.37], [20, 0.65], [24, 0.9], [32, 0.9], [48, 0.98]]),
      ...shares('sgd', [[16, 0], [32, 1], [96, 1]])
    ]
  },
  {
    experiment: 'recover', reason: trialsReason,
    parameters: {
      dims: [8, 4, 3], samples: [24, 32, 40, 128], balance: 'plain', solver: ['ls', 'nuclear', 'als', 'lbfgs']
    },
    figures: [
      ...shares('ls', [[24, 0], [32, 0.13], [128, 1]]), ...shares('ls', [[40, 0.9135]], 2000),
      ...shares('nuclear', [[24, 0.07], [32, 0.73]]),
      ...shares('als', [[24, 0.52], [32, 0.78], [40, 0.98], [128, 1]]),
      ...shares('lbfgs', [[24, 0.8], [32, 0.9], [40, 0.98], [128, 0.93]])
    ]
  },
  {
    experiment: 'recover', parameters: { dims: [8, 4, 3], samples: [24, 40, 128], solver: ['lbfgs'] },
    reason: trialsReason, figures: shares('lowest by lbfgs', [[24, 0.975], [40, 0.975], [128, 1]], 40)
  },
  {
    experiment: 'recover', parameters: { samples: [96], condition: 1000, solver: ['ls', 'als', 'lbfgs', 'sgd'] },
    reason: trialsReason,
    figures: [...shares('ls', [[96, 1]]), ...shares('als', [[96, 1]]), ...shares('lbfgs', [[96, 1]]),
      ...shares('sgd', [[96, 0.2]])]
  },
  {
    experiment: 'recover', parameters: { samples: [96], condition: 10_000, solver: ['ls', 'als', 'lbfgs', 'sgd'] },
    reason: trialsReason,
    figures: [...shares('ls', [[96, 1]]), ...shares('als', [[96, 1]]), ...shares('lbfgs', [[96, 1]]),
      ...shares('sgd', [[96, 0]])]
  },
  {
    experiment: 'theorem1', parameters: { p: 4, k: 4, samples: [65_536] },
    reason: 'The network’s own masks: within 0.02, three deviations over seeds of the larger end.',
    figures: eigenvalues(0.02, [65_536, 0.3372, 0.9772])
  },
  {
    experiment: 'theorem1', parameters: { p: 4, k: 4, masks: 'random', samples: [1024, 4096, 16_384] },
    reason: 'Random masks: within 0.05, less than three deviations over seeds at the smallest N.',
    figures: eigenvalues(0.05, [1024, 0.377, 0.619], [4096, 0.433, 0.565], [16_384, 0.468, 0.537])
  },
  {
    experiment: 'theorem1', parameters: { dims: [4, 2, 2], samples: [200, 5000] },
    reason: 'Two hidden units: exactly zero.',
    figures: column('samples', 'least', 0, [[200, 0], [5000, 0]])
  },
  {
    experiment: 'alternation', parameters: {}, reason: seedsReason,
    figures: [
      ...means('outcome', [
        ['last', 'objective', 0.1465, 0.0143, 0.0146], ['last', 'test error %', 19.09, 1.27, 2.41],
        ['first', 'churn', 0.2993, 0.0292, 0.0337], ['last', 'churn', 0.0221, 0.0151, 0.0177]
      ]),
      ...means('outcome', [
        ['L-BFGS', 'objective', 0.1274, 0.0052, 0.0089], ['L-BFGS', 'test error %', 18.3, 0.87, 0.87]
      ], 5),
      ...means('rises', [
        ['masks', 'share of rises', 0.577, 0.284, 0.284], ['whole alternations', 'share of rises', 0.02, 0.049, 0.049]
      ])
    ]
  },
  alternated({ sweeps: 3 }, [0.1363, 0.0125, 0.0125], [19.14, 1.9, 0.89], [0.687, 0.267, 0.267]),
  alternated({ sweeps: 10 }, [0.134, 0.0097, 0.0156], [18.7, 1.3, 2.11], [0.81, 0.165, 0.2], 5),
  alternated({ proximal: 30 }, [0.1724, 0.0143, 0.012], [21, 2.27, 1.51], [0.0167, 0.0524, 0.0904]),
  alternated({ proximal: 300, sweeps: 3 }, [0.1927, 0.0158, 0.0136], [23.85, 2.59, 2.32], [0, 0, 0]),
  alternated({ rule: 'optimal' }, [0.0171, 0.008, 0.0048], [76.88, 11.6, 5.88], [0, 0, 0], 20, [1.883, 0.68, 0.653]),
  alternated(
    { rule: 'optimal', sweeps: 3 }, [0.0104, 0.0056, 0.0045], [80.35, 9.81, 5.37], [0, 0, 0], 20, [2.753, 1.2, 1.41]
  ),
  {
    experiment: 'hard-threshold', parameters: {}, reason: thresholdReason,
    figures: column('outcome', 'test error %', 0.75, [
      ['relu', 3.87], ['ste', 8.44], ['saturated-ste', 4.68], ['ftprop soft-hinge', 4.89], ['ftprop hinge', 10.15],
      ['ftprop soft-hinge unweighted', 8.02]
    ])
  },
  {
    experiment: 'hard-threshold', seeds: [1, 2, 3], reason: convolutionReason,
    parameters: {
      network: 'convnet-mini', examples: 3000, epochs: 8, losses: ['soft-hinge'], weights: ['gradient']
    },
    figures: column('outcome', 'test error %', 0.75, [
      ['relu', 3.67], ['ste', 8.2], ['saturated-ste', 6.45], ['ftprop soft-hinge', 6.35]
    ])
  },
  ends(4, [[0, 0.5], [1, 0.81], [4, 1]]),
  ends(9, [[0, 0.49], [1, 0.69], [4, 1], [9, 1]]),
  ends(25, [[0, 0.53], [1, 0.61], [4, 0.9], [9, 1], [16, 1]]),
  {
    experiment: 'convex', parameters: {}, reason: programsReason,
    figures: [
      ...means('patterns', [
        [100, 'objective', 5.19, 0.64, 0.58], [200, 'objective', 4.67, 0.52, 0.59],
        [100, 'test error %', 11.26, 1.64, 1.96], [200, 'test error %', 11.19, 1.44, 1.6]
      ]),
      ...means('patterns', [['grown', 'objective', 3.2, 0.35, 0.49]], 5),
      ...means('widths', [
        [5, 'SGD', 9.692, 1.03, 1.79], [10, 'SGD', 8.677, 1.1, 1.5], [25, 'SGD', 8.523, 1, 1.31],
        [10, 'excess of SGD', 1.1e-3, 7e-4, 6e-4], [25, 'excess of SGD', 7.3e-3, 2.2e-3, 5.2e-3],
        [50, 'SGD', 8.376, 0.97, 1.28], [50, 'excess of SGD', 8.5e-3, 2.9e-3, 3.6e-3],
        [5, 'gated', 9.563, 1.03, 1.79], [25, 'gated', 7.803, 1, 1.31],
        [5, 'gated, random masks', 14.47, 2.5, 2.5], [25, 'gated, random masks', 6.38, 0.7, 0.8]
      ], 5)
    ]
  },
  {
    experiment: 'convex', reason: programsReason,
    parameters: { patterns: [5, 10, 20, 50], rounds: 0, widths: null, plane: 0 },
    seeds: Array.from({ length: 20 }, (_, i) => i + 1),
    figures: means('patterns', [
      [5, 'objective', 12.08, 2.19, 2.68], [10, 'objective', 8.99, 1.34, 1.25], [20, 'objective', 6.97, 0.71, 0.84],
      [50, 'objective', 5.78, 0.7, 0.6], [5, 'test error %', 15.57, 3.67, 4.35], [10, 'test error %', 13.72, 1.2, 1.83],
      [20, 'test error %', 12.5, 1.57, 1.35], [50, 'test error %', 11.67, 1.71, 1.47]
    ], 20, 20)
  }
]
