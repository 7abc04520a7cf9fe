/** Which function of ours answers which function of the vectors, in their names and units. */
import {
  dampingDepthM,
  geothermC,
  permafrostBaseM,
  stepResponseC,
  transferResponseC,
  wavedTemperatureC,
  zeroAmplitudeDepthM,
} from '../../src/physics/conduction.ts';
import { secondsPerDay } from '../../src/physics/constants.ts';
import { frostNumber, sinusoidDegreeDays, sumDegreeDays } from '../../src/physics/degreeDays.ts';
import { stefanFrostNumber, surfaceFrostNumber } from '../../src/physics/frostNumbers.ts';
import {
  iceSaturatedDensityKgM3,
  iceThicknessM,
  iceVolume,
  thawStrain,
  totalIce,
  waterEquivalent,
} from '../../src/physics/ice/groundIce.ts';
import { productOf, sumOf } from '../../src/physics/ice/uncertain.ts';
import { kudryavtsev } from '../../src/physics/kudryavtsev.ts';
import { latentHeatByIceVolume, latentHeatByWaterVolume, latentHeatByWeight } from '../../src/physics/latentHeat.ts';
import { layeredStefanDepthM, xieGoughDepthM } from '../../src/physics/layeredStefan.ts';
import { lunardiniFronts, lunardiniTemperatureC } from '../../src/physics/lunardini.ts';
import {
  berggrenFactor,
  lunardiniFactor,
  neumannFrontM,
  neumannPsi,
  neumannTemperatureC,
  nixonMcRobertsPsi,
} from '../../src/physics/neumann.ts';
import { amplitudeBelowSnow, snowConductivityByDevauxWMK, snowConductivityWMK } from '../../src/physics/snow.ts';
import { coteKonradConductivityWMK } from '../../src/physics/soil/coteKonrad.ts';
import { johansenConductivityWMK, johansenDryWMK } from '../../src/physics/soil/johansen.ts';
import { heatCapacityJM3K, porosity } from '../../src/physics/soil/mixture.ts';
import { freezingPointByPowerC, unfrozenByExponential, unfrozenByPower } from '../../src/physics/soil/unfrozenWater.ts';
import { classifyStability, ranFiveClasses } from '../../src/physics/stability/stability.ts';
import { edaphicDepthM, stefanDepthBelowCoverM, stefanDepthM } from '../../src/physics/stefan.ts';
import { meanSurfaceC, ttopC } from '../../src/physics/ttop.ts';
import { wetnessIndex } from '../../src/terrain/wetness.ts';
import { sunOnSlope, temperatureBelow, terrainAtCell } from './terrainVectors.ts';
import { backfilledPit, periodicEquilibrium, pitFloor, publishedBackfill } from './transientVectors.ts';

type Numbers = Readonly<Record<string, number>>;

const year = 365;

function degreeDays({ T_mean, A, P, P_days }: Numbers) {
  return sinusoidDegreeDays(T_mean!, A!, P ?? P_days ?? year);
}

function layersOf({ layers }: { layers: { dz: number | null; k: number; L_vol: number }[] }) {
  return layers.map(({ dz, k, L_vol }) => ({ thicknessM: dz ?? Infinity, conductivityWMK: k, latentHeatJM3: L_vol }));
}

function neumannCase(v: Numbers) {
  return {
    near: { conductivityWMK: v['k_near']!, heatCapacityJM3K: v['C_near']! },
    far: { conductivityWMK: v['k_far']!, heatCapacityJM3K: v['C_far']! },
    latentHeatJM3: v['L_vol']!,
    surfaceC: v['T_s']!,
    meltingC: v['T_m']!,
    initialC: v['T_0']!,
  };
}

function kudryavtsevSite(v: Numbers) {
  const snowWMK = snowConductivityWMK(v['rho_snow']!);
  return {
    snowWMK,
    site: {
      airMeanC: v['Ta']!,
      airAmplitudeC: v['Aa']!,
      snowDepthM: v['h_snow']!,
      snowDiffusivityM2S: snowWMK / (v['rho_snow']! * v['c_snow']!),
      vegetation: {
        winterHeightM: v['h_veg_f']!,
        summerHeightM: v['h_veg_t']!,
        winterM2S: v['D_veg_f']!,
        summerM2S: v['D_veg_t']!,
      },
      thawed: { conductivityWMK: v['k_t']!, heatCapacityJM3K: v['C_t']! },
      frozen: { conductivityWMK: v['k_f']!, heatCapacityJM3K: v['C_f']! },
      latentHeatJM3: v['L_vol']!,
      periodS: v['P_s']!,
    },
  };
}

// oxlint-disable-next-line typescript/no-explicit-any -- read from a file that gives each function inputs of its own shape
type Loose = any;

/** By the name in the file; each gives some or all of the numbers that are expected, under their names. */
export const vectorFunctions: Readonly<
  Record<string, (inputs: Loose, expected: Loose) => Readonly<Record<string, unknown>>>
> = {
  'alt_stefan(k,n,DDT,L,rho_d,w,w_u)': (v: Numbers) => {
    const L_vol = latentHeatByWeight(v['rho_d']!, v['w']!, v['w_u']!);
    return { L_vol, ALT_m: stefanDepthM(v['k_t']!, L_vol, v['n_t']! * v['DDT_air']!) };
  },
  'alt_stefan volumetric water': (v: Numbers) => {
    const L_vol = latentHeatByWaterVolume(v['theta']!);
    return { L_vol, ALT_m: stefanDepthM(v['k_t']!, L_vol, v['n_t']! * v['DDT']!) };
  },
  'alt_stefan volumetric ice': (v: Numbers) => {
    const L_vol = latentHeatByIceVolume(v['theta']!);
    return { L_vol, ALT_m: stefanDepthM(v['k_t']!, L_vol, v['n_t']! * v['DDT']!) };
  },
  'ALT=E*sqrt(DDT)': (v: Numbers) => ({ ALT_m: edaphicDepthM(v['E']!, v['DDT']!) }),
  'frost_depth(k_f,n_f,DDF,...)': (v: Numbers) => ({
    depth_m: stefanDepthM(v['k_f']!, latentHeatByWeight(v['rho_d']!, v['w']!, v['w_u']!), v['n_f']! * v['DDF']!),
  }),
  'x=-k R0+sqrt((k R0)^2+2 k I/L_vol)': (v: Numbers) => ({
    depth_m: stefanDepthBelowCoverM(v['k']!, v['L_vol']!, v['I_degC_day']!, v['R0']!),
  }),
  'thaw and freeze depth': (v: Numbers) => {
    const latent = latentHeatByWeight(v['rho_d']!, v['w']!, v['w_u']!);
    return {
      thaw_m: stefanDepthM(v['k_t']!, latent, v['n']! * v['DDT_air']!),
      freeze_m: stefanDepthM(v['k_f']!, latent, v['n']! * v['DDF_air']!),
    };
  },
  'TTOP Smith & Riseborough': (v: Numbers) => ({
    TTOP_C: ttopC(
      { thawIndexCDays: v['DDT_air']!, freezeIndexCDays: v['DDF_air']! },
      { thaw: v['n_t']!, freeze: v['n_f']! },
      v['k_t']!,
      v['k_f']!,
      v['P']!,
    ),
  }),
  'TTOP (frozen branch /kf, thawed branch /kt)': (v: Numbers) => {
    const air = sinusoidDegreeDays(v['MAAT']!, v['A']!, v['P']!);
    const [thaw, freeze] = [v['n_t']!, v['n_f']!];
    const TTOP = ttopC(air, { thaw, freeze }, v['k_t']!, v['k_f']!, v['P']!);
    const surface = { thawIndexCDays: thaw * air.thawIndexCDays, freezeIndexCDays: freeze * air.freezeIndexCDays };
    const MAGST = meanSurfaceC(surface, v['P']!);
    return {
      DDT: air.thawIndexCDays,
      DDF: air.freezeIndexCDays,
      MAGST,
      TTOP,
      thermal_offset: TTOP - MAGST,
    };
  },
  'series-resistance (Nixon-McRoberts/Woo/Kurylyk)': (v) => ({
    depth_m: layeredStefanDepthM(layersOf(v), v.DDT_surface),
  }),
  'XG-algorithm': (v) => ({ depth_m: xieGoughDepthM(layersOf(v), v.DDT_surface) }),
  'identical layers must equal single-layer Stefan (both algorithms)': (v) => {
    const series = layeredStefanDepthM(layersOf(v), v.DDT_surface);
    const recursion = xieGoughDepthM(layersOf(v), v.DDT_surface);
    return { depth_m: Math.abs(series - recursion) < 1e-12 ? series : Number.NaN };
  },
  'modified Berggren lambda(Ste,alpha), equal properties': (v: Numbers) => {
    const lambda = berggrenFactor(v['Ste']!, v['thermal_ratio_alpha']!);
    return { lambda_: lambda, psi: lambda / Math.sqrt(2 / v['Ste']!) };
  },
  'lambda~1-0.16 Ste+0.038 Ste^2 (one-phase)': (v: Numbers) => ({ lambda_: lunardiniFactor(v['Ste']!) }),
  'psi~sqrt(Ste/2)*(1-Ste/8) (one-phase)': (v: Numbers) => ({ psi: nixonMcRobertsPsi(v['Ste']!) }),
  'DDT,DDF from T=Tm+A cos': (v: Numbers) => {
    const { thawIndexCDays: DDT, freezeIndexCDays: DDF } = degreeDays(v);
    return { DDT, DDF };
  },
  'sum over months of |T|*days by sign': (v: { T_month: number[]; days: number[] }) => {
    const { thawIndexCDays: DDT, freezeIndexCDays: DDF } = sumDegreeDays(v.T_month, v.days);
    return { DDT, DDF };
  },
  'air frost number from T_hot,T_cold': (v: Numbers) => ({ F: airFrostNumber(v['T_cold']!, v['T_hot']!) }),
  limits: (v: { cases: { T_cold: number; T_hot: number }[] }) => ({
    F: v.cases.map(({ T_cold, T_hot }) => airFrostNumber(T_cold, T_hot)),
  }),
  'F=sqrt(DDF)/(sqrt(DDF)+sqrt(DDT))': (v: Numbers) => {
    const sums = degreeDays(v);
    return { DDT: sums.thawIndexCDays, DDF: sums.freezeIndexCDays, F: frostNumber(sums) };
  },
  'surface frost number (snow-damped winter)': (v: Numbers) => {
    const k_snow = snowConductivityByDevauxWMK(v['rho_snow']!);
    const diffusivity = k_snow / (v['rho_snow']! * v['c_snow']!);
    const damping = amplitudeBelowSnow(v['h_snow']!, diffusivity, v['P']! * secondsPerDay);
    const air = degreeDays(v);
    const found = surfaceFrostNumber(v['T_mean']!, v['A']!, air, damping, v['P']!);
    return {
      k_snow,
      A_plus: v['A']! * damping,
      T_winter_plus: found.winterC,
      L_winter_d: found.winterDays,
      DDF_plus: found.freezeIndexCDays,
      DDT: air.thawIndexCDays,
      F_plus: found.frostNumber,
    };
  },
  'Stefan frost number Fs=Zf/(Zf+Zt), Z=sqrt(2 k n DD 86400/Lv)': (v: Numbers) => {
    const { thawIndexCDays, freezeIndexCDays } = degreeDays(v);
    const Zt = stefanDepthM(v['k_t']!, v['L_vol']!, v['n_t']! * thawIndexCDays);
    const Zf = stefanDepthM(v['k_f']!, v['L_vol']!, v['n_f']! * freezeIndexCDays);
    return { Zt, Zf, Fs: stefanFrostNumber(Zf, Zt) };
  },
  'Kudryavtsev chain, corrected': (v: Numbers) => {
    const { snowWMK, site } = kudryavtsevSite(v);
    const found = kudryavtsev(site);
    return {
      snow_k: snowWMK,
      T_veg: found.vegetationMeanC,
      A_veg: found.vegetationAmplitudeC,
      T_gs: found.surfaceMeanC,
      A_gs: found.surfaceAmplitudeC,
      T_ps: found.permafrostMeanC,
      Z_al: found.depthM,
    };
  },
  // The parts that its defects leave alone; what they change is in the corrected chain's vector of the same inputs.
  'permamodel Ku.py WITH its defects (do not implement)': (v: Numbers) => {
    const { snowWMK, site } = kudryavtsevSite(v);
    const { vegetationMeanC: T_veg, vegetationAmplitudeC: A_veg, surfaceAmplitudeC: A_gs } = kudryavtsev(site);
    return { recomputed: { snow_k: snowWMK, T_veg, A_veg, A_gs } };
  },
  'property: T_ps (no snow/veg) == TTOP with n=1 and sinusoid DD': (v: Numbers) => {
    const bare = {
      Ta: v['T_gs']!,
      Aa: v['A_gs']!,
      h_snow: 0,
      rho_snow: 200,
      c_snow: 2090,
      h_veg_f: 0,
      h_veg_t: 0,
      D_veg_f: 1,
      D_veg_t: 1,
      k_t: v['k_t']!,
      k_f: v['k_f']!,
      C_t: 2e6,
      C_f: 2e6,
      L_vol: 1e8,
      P_s: year * secondsPerDay,
    };
    const air = sinusoidDegreeDays(v['T_gs']!, v['A_gs']!, year);
    const T = ttopC(air, { thaw: 1, freeze: 1 }, v['k_t']!, v['k_f']!, year);
    const same = Math.abs(kudryavtsev(kudryavtsevSite(bare).site).permafrostMeanC - T) < 1e-12;
    return { T: same ? T : Number.NaN };
  },
  'damping depth, z where peak-to-peak=0.1 (A=0.05) and where amplitude=0.1': (v: Numbers) => {
    const d_m = dampingDepthM(v['k']! / v['C']!, v['P_days']!);
    return {
      d_m,
      z_range_0p1: zeroAmplitudeDepthM(d_m, v['A_s']!, 0.05),
      z_amp_0p1: zeroAmplitudeDepthM(d_m, v['A_s']!, 0.1),
      // At its latest where the sine of the surface wave is: a quarter of the year and the lag.
      amp_at_10m: wavedTemperatureC(0, v['A_s']!, d_m, 10, 0.25 + 10 / d_m / (2 * Math.PI)),
    };
  },
  'T(z,t)=T0+A exp(-z/d) sin(2 pi t/P - z/d)': (v, { points }) => {
    const damping = dampingDepthM(v.alpha, v.P_days);
    // The depths and days stand beside the expected temperatures.
    return {
      points: points.map(({ z, t_day }: Numbers) => ({
        T: wavedTemperatureC(v.T0, v.A, damping, z!, t_day! / v.P_days),
      })),
    };
  },
  'steady layered geotherm; permafrost base': (v) => {
    const layers = v.layers.map(({ dz, k }: { dz: number; k: number }) => ({ thicknessM: dz, conductivityWMK: k }));
    return {
      T: v.z.map((z: number) => geothermC(v.T_top, v.q, layers, z)),
      z_base: permafrostBaseM(v.T_top, v.q, layers),
    };
  },
  'dT(x,t)=D erfc(x/2sqrt(at))': (v) => ({ dT: v.x.map((x: number) => stepResponseC(v.D, v.alpha, x, v.t_s)) }),
  'convective BC step: dT/D=erfc(u)-exp(hx/k+h2at/k2)erfc(u+h sqrt(at)/k)': (v) => {
    const ground = { conductivityWMK: v.k, diffusivityM2S: v.alpha, transferWM2K: v.h };
    return { dT: v.x.map((x: number) => transferResponseC(v.D, ground, x, v.t_s)) };
  },
  'two-phase Neumann: psi, front X(t), profile at 30 d': (v) => {
    const given = neumannCase(v);
    const psi = neumannPsi(given);
    const profileS = v.t_profile_days * secondsPerDay;
    return {
      psi,
      X_m: v.t_days.map((days: number) => neumannFrontM(psi, given.near, days * secondsPerDay)),
      T_profile: v.x_profile.map((x: number) => neumannTemperatureC(given, psi, x, profileS)),
    };
  },
  'Lunardini three-zone (InterFrost T1)': (v) => {
    const phase = (conductivityWMK: number) => ({ conductivityWMK, heatCapacityJM3K: v.C });
    const given = {
      frozen: phase(v.k1),
      mushy: phase(v.k2),
      thawed: phase(v.k3),
      latentHeatJM3: v.lat_vol,
      surfaceC: v.T_s,
      solidusC: v.T_m,
      liquidusC: v.T_f,
      initialC: v.T_0,
    };
    const fronts = lunardiniFronts(given);
    const at = (hours: number) => v.x.map((x: number) => lunardiniTemperatureC(given, fronts, x, hours * 3600));
    return {
      psi: fronts.psi,
      gamma: fronts.gamma,
      alpha1: fronts.frozenM2S,
      alpha4: fronts.mushyM2S,
      X1_24h: 2 * fronts.psi * Math.sqrt(fronts.frozenM2S * secondsPerDay),
      X_24h: 2 * fronts.gamma * Math.sqrt(fronts.mushyM2S * secondsPerDay),
      T_24h: at(24),
      T_72h: at(72),
    };
  },
  'Johansen 1975/77 thermal conductivity': (v) => ({
    k: johansenConductivityWMK({
      dryDensityKgM3: v.rho_d,
      waterVolume: v.theta,
      frozen: v.frozen,
      unfrozenVolume: v.theta_u,
      quartz: v.quartz,
      coarse: v.coarse,
    }),
    n: porosity(v.rho_d),
    kdry: johansenDryWMK(v.rho_d),
  }),
  'Cote & Konrad 2005': (v) => {
    const soil = {
      dryDensityKgM3: v.rho_d,
      waterVolume: v.theta,
      frozen: v.frozen,
      unfrozenVolume: v.theta_u,
    };
    const names: Readonly<
      Record<string, 'silt and clay' | 'medium and fine sand' | 'gravel and coarse sand' | 'organic'>
    > = {
      silty_clayey: 'silt and clay',
      medium_fine_sand: 'medium and fine sand',
      gravel_coarse_sand: 'gravel and coarse sand',
      organic: 'organic',
    };
    return { k: coteKonradConductivityWMK(v.k_s, soil, names[v.soil_class]!) };
  },
  'C=rho_d*c_s+theta_w*rho_w*c_w+theta_i*rho_i*c_i': (v: Numbers) => ({
    C: heatCapacityJM3K(v['rho_d']!, v['c_s']!, v['theta_w']!, v['theta_i']!),
  }),
  'theta_u=a|T|^b; Tf=-(theta/a)^(1/b)': (v) => ({
    Tf: freezingPointByPowerC(v.theta, v.a, v.b),
    theta_u: v.T.map((T: number) => unfrozenByPower(T, v.theta, v.a, v.b)),
  }),
  'theta_u=thr+(th-thr)exp(-((T-Tf)/W)^2)': (v) => ({
    theta_u: v.T.map((T: number) => unfrozenByExponential(T, v.theta, v.theta_r, v.Tf, v.W)),
  }),
  'Sturm 1997 effective snow conductivity': (v: { rho: number[] }) => ({ k: v.rho.map(snowConductivityWMK) }),
  'theta_i=(w-w_u)rho_d/rho_i; excess etc': (v: Numbers) => {
    const theta_i = iceVolume(v['rho_d']!, v['w']!, v['w_u']!);
    return {
      theta_i,
      water_equiv_m_per_m: waterEquivalent(theta_i),
      latent_J_m3: latentHeatByWeight(v['rho_d']!, v['w']!, v['w_u']!),
      porosity_total: porosity(v['rho_d']!),
    };
  },
  'rho_d of ice-saturated frozen soil = 1/(1/rho_s+w/rho_i)': (v: Numbers) => {
    const rho_d = iceSaturatedDensityKgM3(v['w']!);
    return { rho_d, theta_i: iceVolume(rho_d, v['w']!, 0) };
  },
  'V=sum A h w rho_d/rho_i ; sigma independent (RSS) and fully correlated (sum)': (v: { units: Numbers[] }) => {
    const found = totalIce(
      v.units.map((unit) => ({
        areaM2: { value: unit['A_km2']! * 1e6, sd: unit['sA']! * 1e6 },
        thicknessM: { value: unit['h']!, sd: unit['sh']! },
        water: { value: unit['w']!, sd: unit['sw']! },
        dryDensityKgM3: { value: unit['rd']!, sd: unit['srd']! },
      })),
    );
    return {
      V_km3: found.value / 1e9,
      sigma_rss_km3: found.independentSd / 1e9,
      sigma_correlated_km3: found.correlatedSd / 1e9,
    };
  },
  'published consistency: V/theta = permafrost volume; /7 m = area': (v: Numbers) => {
    const iceM = iceThicknessM([{ topM: 0, bottomM: v['h']!, iceVolume: v['theta']! }], 0, v['h']!);
    const areaM2 = (v['V_km3']! * 1e9) / iceM;
    const factors = [areaM2, v['h']!].map((value) => ({ value, sd: 0 }));
    const ice = productOf([...factors, { value: v['theta']!, sd: v['stheta']! }]);
    return {
      perm_volume_km3: productOf(factors).value / 1e9,
      area_km2: areaM2 / 1e6,
      rel_theta: ice.sd / ice.value,
      rel_V: v['sV']! / (ice.value / 1e9),
    };
  },
  'layer sum': (v: { layers_km3: Numbers }) => ({ total_km3: exactSum(v.layers_km3) }),
  'published area shares, 1e4 km2': (v: Numbers) => ({ total: exactSum(v) }),
  'TWI=ln(a/tan(beta)), a = upslope area per unit contour width (m)': (v: Numbers) => {
    const a = (v['upslope_cells']! * v['cell']! ** 2) / v['cell']!;
    return { a, TWI: wetnessIndex(a, Math.tan((v['slope_deg']! * Math.PI) / 180)) };
  },
  'thickness of ice from permafrost table (ALT) to 10 m through layer boundaries': (v) => {
    const layers = v.layers.map((layer: { top: number; bottom: number; theta_i: number }) => ({
      topM: layer.top,
      bottomM: layer.bottom,
      iceVolume: layer.theta_i,
    }));
    return { ice_m: iceThicknessM(layers, v.ALT, v.z_bottom) };
  },
  'thaw strain of ice-rich layer eps=(theta_i-theta_i_pore)/(1-..) simple: eps = 1-(rho_df/rho_dt)': (v: Numbers) => ({
    strain: thawStrain(v['rho_d_frozen']!, v['rho_d_thawed']!),
  }),
  '1-D periodic equilibrium, sinusoidal surface, phase change at 0, zero flux bottom 40 m': periodicEquilibrium,
  'excavated pit floor: initial geotherm cut at 30 m, new surface forcing 20 yr': pitFloor,
  'backfilled pit: years until (a) no cell of the fill below 4 m exceeds 0 degC during a whole year, (b) its maximum liquid fraction in the year is <=1 %':
    backfilledPit,
  'published backfill recovery times (NE China, Gulianhe open pit)': publishedBackfill,
  'T(15)=T(z_d)+g*(15-z_d), g from LSQ of readings below z_min': temperatureBelow,
  'all covariates at row i, col j (0-based, row 0 = north)': terrainAtCell,
  'cos(zenith), solar azimuth, cos(incidence) on slope; hour angle positive afternoon': sunOnSlope,
  'MAGT(ZAA)->class, intervals (lo,hi]': (v: { T: number[]; thresholds: number[] }) => {
    const scheme = { ...ranFiveClasses, thresholdsC: v.thresholds };
    const names = stabilityNames;
    return { cls: v.T.map((T) => names[classifyStability(T, scheme)!]) };
  },
};

const stabilityNames = [
  'very stable (极稳定)',
  'stable (稳定)',
  'semi/sub-stable (亚稳定)',
  'transitional (过渡)',
  'unstable (不稳定)',
  'non-permafrost/seasonal',
];

function airFrostNumber(coldestC: number, warmestC: number): number {
  const meanC = (coldestC + warmestC) / 2;
  return frostNumber(sinusoidDegreeDays(meanC, (warmestC - coldestC) / 2, year));
}

function exactSum(parts: Numbers): number {
  return sumOf(Object.values(parts).map((value) => ({ value, sd: 0 }))).value;
}
