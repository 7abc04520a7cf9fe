/** What `simulate-section` takes: ground and its shapes, climate and covers, what is done to the ground, and when to look. */
import { z } from 'zod';
import {
  cellGrowth,
  climateInputs,
  geothermalFluxInput,
  spinUpInput,
  stepHoursInput,
  warmingInput,
} from '../column/climateInputs.ts';
import { layerInput } from '../column/layerInputs.ts';
import { coverInput, waterBed, withWaterPeak } from '../column/surfaceInputs.ts';
import { quantity } from '../inputs/quantity.ts';
import { sectionRestartInput } from './sectionRestart.ts';
import { mostDepthM, mostWidthM, shapeInput } from './shapeInputs.ts';

/** Caps on what one request may ask for. */
const mostShapes = 100;
const mostYears = 500;
const mostPictures = 6;

const name = z.string().min(1).max(100);
const afterYears = quantity({ unit: 'year', min: 0, max: mostYears, reason: 'no run is longer' }).meta({
  description: 'Years since the start of the run, such as 2.5; carried out before the next step.',
});
const material = name.meta({ description: 'Name of a material or of a layer; "air" to dig.' });

const grading = (what: string, finestM: number, growth: number, coarsestM: number) =>
  z
    .strictObject({
      finestM: quantity({
        unit: 'm',
        min: 0.01,
        max: 50,
        reason: 'finer cells add time alone, coarser ones miss the thaw',
      }).default(finestM),
      growth: quantity(cellGrowth).default(growth),
      coarsestM: quantity({ unit: 'm', min: 0.01, max: 100, reason: 'coarser cells miss the geotherm' }).default(
        coarsestM,
      ),
    })
    .refine((given) => given.coarsestM >= given.finestM, {
      path: ['coarsestM'],
      error: 'must not be below finestM',
    })
    .prefault({})
    .meta({
      description: `${what}: of finestM at the edges of shapes, each larger by the factor growth away from them, up to coarsestM.`,
    });

export const sectionInputs = z.object({
  widthM: quantity({ unit: 'm', min: 0.5, max: mostWidthM, reason: 'beyond it a column speaks for the ground' })
    .nullable()
    .default(null)
    .meta({
      title: 'Width',
      description:
        'Along the section, from x = 0. No heat goes through its sides: let it reach beyond what is disturbed.',
    }),
  depthM: quantity({
    unit: 'm',
    min: 1,
    max: mostDepthM,
    reason: 'the year is felt to 15 m and decades to 100 m',
  })
    .nullable()
    .default(null)
    .meta({
      title: 'Depth',
      description: 'Below the original ground, deeper than what is disturbed by far.',
    }),
  layers: z.array(layerInput).min(1).max(100).nullable().default(null).meta({
    title: 'Layers',
    description:
      'Original ground from its surface down to depthM or deeper, the same along the section, as simulate-column takes it. JSON, or @layers.json on the command line. Width, depth and layers are needed but for a restart.',
  }),
  restart: sectionRestartInput,
  materials: z
    .record(name, layerInput.pick({ properties: true, unfrozenWater: true, heatSourceWM3: true }))
    .default({})
    .meta({
      title: 'Materials',
      description: 'By name, for shapes and events: what a layer has but its depths.',
    }),
  shapes: z
    .array(z.strictObject({ shape: shapeInput, material }))
    .max(mostShapes)
    .default([])
    .meta({
      title: 'Shapes',
      description:
        'Ground that is not as the layers say from the start, in the order in which it is painted over them: heaps, fills, lenses; and pits, of "air". A shape is a box (fromXM, toXM, topM, bottomM) or a polygon (cornersM).',
    }),
  events: z
    .array(
      z.strictObject({
        afterYears,
        shape: shapeInput,
        material,
        temperatureC: quantity({
          unit: '°C',
          min: -60,
          max: 60,
          reason: 'no ground is brought colder or hotter; is it in kelvin?',
        })
          .optional()
          .meta({
            description: '°C at which ground is brought; needed but for "air".',
          }),
      }),
    )
    .max(mostShapes)
    .default([])
    .meta({
      title: 'Events',
      description: 'What is dug ("air") or filled during the run, in the order of time.',
    }),
  surface: coverInput.prefault({}).meta({
    title: 'Surface',
    description:
      'Between air and ground, wherever `covers` says nothing else: n-factors, or resistances of snow and vegetation.',
  }),
  covers: z
    .array(
      z.strictObject({
        name,
        faces: z.enum(['up', 'walls', 'all']).default('all').meta({
          description: 'Ground that faces upwards, walls (steeper than 45°), or both and the roofs of hollows.',
        }),
        within: shapeInput.nullable().default(null).meta({
          description: 'Where the middles of faces lie, those on the edges of a box too; everywhere by default.',
        }),
        afterYears: afterYears.default(0),
        surface: coverInput.optional().meta({ description: 'Cover of the ground; or water.' }),
        water: withWaterPeak(z.strictObject(waterBed))
          .optional()
          .meta({ description: 'Yearly mean and half the range at the bed of a water body, °C.' }),
      }),
    )
    .max(mostShapes)
    .default([])
    .meta({
      title: 'Covers',
      description:
        'Parts of the surface that differ from `surface`, such as pit walls, a pit lake or the sides of a heap; of those that hold for a face the last one counts.',
    }),
  ...climateInputs,
  warmingCPerDecade: warmingInput,
  geothermalFluxWM2: geothermalFluxInput,
  years: quantity({ unit: 'year', whole: true, min: 1, max: mostYears, reason: 'a longer run takes days' }).meta({
    title: 'Years',
    description: 'Of the run, each of 365 days; from a restart file on, so many more.',
  }),
  spinUp: spinUpInput.meta({
    title: 'Spin-up',
    description:
      'Before the run the first climate (the mean year of a series) is repeated until no yearly mean changes by more than toleranceC °C from one year to the next, nor the heat of the section by more than toleranceWM2, at most mostYears; 0 for none. Each of its columns goes through it alone before, so that ground which is the same along the section takes two years more. The summary says how it ended.',
  }),
  stepHours: stepHoursInput,
  cells: z
    .strictObject({ x: grading('Along the section', 0.5, 1.2, 2), depth: grading('Downwards', 0.1, 1.15, 1) })
    .prefault({})
    .meta({
      title: 'Cells',
      description: 'Sizes of the cells; at most 200,000 of them. Edges of boxes and layers are edges of cells.',
    }),
  pictureYears: z
    .array(quantity({ unit: 'year', min: 0, max: mostYears, reason: 'no run is longer' }))
    .min(1)
    .max(mostPictures)
    .nullable()
    .default(null)
    .meta({
      title: 'Moments',
      description: `Years since the start of the run at which the field is kept and drawn, such as [0, 0.7, 10]; at most ${mostPictures}. The end of the run by default.`,
    }),
});

export type SectionInputs = z.output<typeof sectionInputs>;
