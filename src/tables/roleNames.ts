/** Names that people give to columns, in English, Chinese, Russian, German and French. */

/** Names parted by blanks, as `splitUnit` writes them: lower case, `_` for anything but letters and digits. */
export function words(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean);
}

/**
 * Names by which a role is guessed, without their unit. The first is the role's own name: a column called exactly so
 * wins over the others. No name stands for two roles. `alt` is nobody's: altitude, or active-layer thickness.
 */
export const roleNames = {
  id: words(`id site_id station_id borehole_id sid code site_code 编号 站号 台站号 区站号 钻孔编号 номер код
    номер_скважины индекс_станции stations_id stationsnummer stationskennung bohrlochnummer numéro numero
    code_station numéro_de_station`),
  name: words(`name site_name station_name station borehole 站名 名称 台站 台站名称 钻孔 название наименование станция
    скважина название_станции метеостанция stationsname bohrloch bohrung nom nom_station nom_de_station forage sondage`),
  location:
    words(`location place site locality location_id 地点 场地 位置 место участок пункт местоположение ort standort
    messort lieu localité emplacement`),
  lat: words(`lat latitude lat_wgs84 latitude_wgs84 y_wgs y_wgs84 lat_n latitude_n lat_deg_n latitude_deg_n
    latitude_degrees_north latitude_degree_north north_latitude 纬度 北纬 纬度_n 北纬_n широта северная_широта широта_с_ш
    с_ш breite breitengrad geographische_breite geobreite geogr_breite nördliche_breite breite_n breitengrad_n`),
  lon: words(`lon lng long longitude lon_wgs84 longitude_wgs84 x_wgs x_wgs84 lon_e long_e longitude_e lon_deg_e
    longitude_deg_e longitude_degrees_east longitude_degree_east east_longitude 经度 东经 经度_e 东经_e долгота
    восточная_долгота долгота_в_д в_д länge laenge längengrad laengengrad geographische_länge geolaenge geolänge
    geogr_länge östliche_länge länge_e laenge_e längengrad_e`),
  elevation: words(`elevation elev ele altitude 海拔 海拔高度 高程 высота высота_над_уровнем_моря абсолютная_высота
    абсолютная_отметка höhe hoehe meereshöhe meereshoehe seehöhe geländehöhe stationshöhe stationshoehe höhe_über_nn
    altitude_station`),
  depth:
    words(`depth sensor_depth measurement_depth 深度 测温深度 глубина глубина_измерения глубина_датчика tiefe messtiefe
    sensortiefe profondeur profondeur_capteur profondeur_de_mesure`),
  date: words(`date datetime timestamp 日期 时间 дата datum messdatum mess_datum`),
  year: words(`year obs_year 年份 年 год jahr année annee`),
  year_first: words(`year_first first_year year_start start_year from_year fromyear 起始年 开始年份 год_начала
    первый_год jahr_von première_année premiere_annee`),
  year_last: words(`year_last last_year year_end end_year to_year toyear 终止年 结束年份 год_окончания последний_год
    jahr_bis dernière_année derniere_annee`),
  magst: words(`magst mean_annual_ground_surface_temperature 年平均地表温度 年均地表温度
    среднегодовая_температура_поверхности_грунта mittlere_jährliche_bodenoberflächentemperatur
    température_moyenne_annuelle_de_surface_du_sol`),
  magt: words(`magt mean_annual_ground_temperature ground_temperature ground_temp 年平均地温 年均地温 地温
    температура_грунта температура_грунтов температура_пород среднегодовая_температура_грунта
    среднегодовая_температура_грунтов среднегодовая_температура_пород bodentemperatur
    mittlere_jährliche_bodentemperatur température_du_sol temperature_du_sol température_moyenne_annuelle_du_sol`),
} as const;
