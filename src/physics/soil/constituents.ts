/** Ground as volumes of mineral, organic matter, water and air, such as peat or ice-rich silt. */

export interface Constituents {
  /** ÷ volume of ground; what is left to 1 is air. */
  readonly mineral: number;
  readonly organic: number;
  /** Water and ice as if all were water; freezing does not widen it. */
  readonly water: number;
  readonly frozen: boolean;
}

/**
 * Conductivity W/(m·K) and heat capacity J/(m³·K) of each, as the permafrost model CryoGrid takes them.
 * @source Hillel 1982; Westermann et al. 2013, Cryosphere 7:719, Table 2
 */
const constituents = {
  water: { conductivityWMK: 0.57, heatCapacityJM3K: 4.2e6 },
  ice: { conductivityWMK: 2.2, heatCapacityJM3K: 1.9e6 },
  air: { conductivityWMK: 0.025, heatCapacityJM3K: 1250 },
  organic: { conductivityWMK: 0.25, heatCapacityJM3K: 2.5e6 },
  mineral: { conductivityWMK: 3.8, heatCapacityJM3K: 2e6 },
} as const;

/**
 * (Σ θᵢ √kᵢ)² and Σ θᵢ Cᵢ.
 * @source Cosenza, Guérin & Tabbagh 2003, Eur. J. Soil Sci. 54:581, quadratic parallel model
 */
export function constituentProperties({ mineral, organic, water, frozen }: Constituents): {
  readonly conductivityWMK: number;
  readonly heatCapacityJM3K: number;
} {
  const volumes = [
    [constituents.mineral, mineral],
    [constituents.organic, organic],
    [frozen ? constituents.ice : constituents.water, water],
    [constituents.air, 1 - mineral - organic - water],
  ] as const;
  let root = 0;
  let heatCapacityJM3K = 0;
  for (const [own, share] of volumes) {
    root += share * Math.sqrt(own.conductivityWMK);
    heatCapacityJM3K += share * own.heatCapacityJM3K;
  }
  return { conductivityWMK: root ** 2, heatCapacityJM3K };
}
