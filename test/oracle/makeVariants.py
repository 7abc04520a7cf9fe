"""Writes small GeoTIFFs in many layouts, compressions and coordinate systems into the folder that is the argument."""
import itertools
import sys

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
folder = sys.argv[1]
gtiff = gdal.GetDriverByName("GTiff")
random = numpy.random.default_rng(7)
WIDTH, HEIGHT = 75, 53
TYPES = {
    "u1": gdal.GDT_Byte,
    "u2": gdal.GDT_UInt16,
    "i2": gdal.GDT_Int16,
    "u4": gdal.GDT_UInt32,
    "i4": gdal.GDT_Int32,
    "f4": gdal.GDT_Float32,
    "f8": gdal.GDT_Float64,
}


def surface(dtype, bands):
    """A smooth surface with noise, so that dictionaries, predictors and bit stuffing all have work."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    smooth = 60 + 40 * numpy.sin(x / 9) * numpy.cos(y / 7)
    stack = numpy.stack([smooth + 9 * band + random.normal(0, 1, smooth.shape) for band in range(bands)])
    return stack.astype(dtype)


def write(name, data, gdal_type, options, system="EPSG:32651", transform=(440000, 30, 0, 7000000, 0, -30), nodata=None):
    bands = data.shape[0]
    dataset = gtiff.Create(f"{folder}/{name}.tif", WIDTH, HEIGHT, bands, gdal_type, options)
    srs = osr.SpatialReference()
    if system is not None:
        srs.SetFromUserInput(system)
        dataset.SetProjection(srs.ExportToWkt())
    dataset.SetGeoTransform(transform)
    for band in range(bands):
        if nodata is not None:
            dataset.GetRasterBand(band + 1).SetNoDataValue(nodata)
        if "SPARSE_OK=YES" not in options:
            dataset.GetRasterBand(band + 1).WriteArray(data[band])
    if "SPARSE_OK=YES" in options:
        dataset.GetRasterBand(1).WriteArray(data[0, :16, :16], 0, 0)
    return dataset


def layouts():
    shapes = [["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16"], ["BLOCKYSIZE=7"]]
    compressions = ["NONE", "DEFLATE", "LZW", "ZSTD", "PACKBITS", "LERC", "LERC_DEFLATE", "LERC_ZSTD"]
    for kind, compression, shape, (bands, interleave), endian in itertools.product(
        TYPES, compressions, shapes, [(1, "BAND"), (3, "PIXEL"), (3, "BAND")], ["LITTLE", "BIG"]
    ):
        predictors = [1]
        if compression in ("DEFLATE", "LZW", "ZSTD"):
            predictors = [1, 2, 3] if kind[0] == "f" else [1, 2]
        for predictor in predictors:
            # GDAL 3.6 does not read back what it writes big-endian with the floating point predictor or LERC.
            if endian == "BIG" and (predictor == 3 or compression.startswith("LERC")):
                continue
            options = [f"COMPRESS={compression}", f"INTERLEAVE={interleave}", f"ENDIANNESS={endian}", *shape]
            if predictor > 1:
                options.append(f"PREDICTOR={predictor}")
            name = f"{kind}-{compression}-p{predictor}-{shape[0][:5]}-{interleave}{bands}-{endian}"
            write(name, surface(kind, bands), TYPES[kind], options, nodata=60 if kind[0] in "ui" else None)


def values():
    f4 = surface("f4", 2)
    holes = f4.copy()
    holes[:, 10:20, 5:40] = numpy.nan
    for compression in ["DEFLATE", "LERC", "LERC_ZSTD", "NONE"]:
        tiles = ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16", f"COMPRESS={compression}"]
        write(f"nan-{compression}", holes[:1], gdal.GDT_Float32, tiles, nodata=float("nan"))
        write(f"nan-undeclared-{compression}", holes[:1], gdal.GDT_Float32, tiles)
        for nodata in [None, float("nan"), -9999.9]:
            write(f"sparse-{compression}-{nodata}", f4, gdal.GDT_Float32, [*tiles, "SPARSE_OK=YES"], nodata=nodata)
    rounded = f4.copy()
    rounded[:, :5] = numpy.float32(-9999.9)
    write("nodata-rounded", rounded, gdal.GDT_Float32, [], nodata=-9999.9)
    lowest = f4.copy()
    lowest[:, :5] = numpy.finfo("f4").min
    write("nodata-lowest", lowest, gdal.GDT_Float32, [], nodata=-3.4028234663852886e38)
    write("nodata-outside-type", surface("u1", 1), gdal.GDT_Byte, [], nodata=-9999)
    for bits in [1, 2, 4, 7, 12]:
        kind = "u1" if bits <= 8 else "u2"
        data = (surface(kind, 3).astype("u4") % (1 << bits)).astype(kind)
        write(f"nbits-{bits}", data, TYPES[kind], [f"NBITS={bits}", "COMPRESS=DEFLATE"])
    for predictor in [1, 2, 3]:
        write(f"half-p{predictor}", f4, gdal.GDT_Float32, ["NBITS=16", "COMPRESS=DEFLATE", f"PREDICTOR={predictor}"])
    write("bigtiff", f4, gdal.GDT_Float32, ["BIGTIFF=YES", "TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16"])
    write("bigtiff-big-endian", f4, gdal.GDT_Float32, ["BIGTIFF=YES", "ENDIANNESS=BIG", "BLOCKYSIZE=1"])
    masked = write("masked", f4, gdal.GDT_Float32, ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=16"])
    gdal.SetConfigOption("GDAL_TIFF_INTERNAL_MASK", "YES")
    masked.CreateMaskBand(gdal.GMF_PER_DATASET)
    masked.GetRasterBand(1).GetMaskBand().WriteArray((random.random((HEIGHT, WIDTH)) > 0.3).astype("u1") * 255)
    described = write("described", surface("i2", 2), gdal.GDT_Int16, [], nodata=-32768)
    for index, (scale, offset, text, unit) in enumerate([(0.1, -273.15, 'MAGST "a" & <b>', "°C"), (2, 0, "年平均", "m")]):
        band = described.GetRasterBand(index + 1)
        band.SetScale(scale)
        band.SetOffset(offset)
        band.SetDescription(text)
        band.SetUnitType(unit)


SYSTEMS = """EPSG:4326|EPSG:3413|EPSG:3995|EPSG:3031|EPSG:3571|EPSG:3574|EPSG:6931|EPSG:6933|EPSG:32645|EPSG:32719
EPSG:3338|EPSG:3978|EPSG:3035|EPSG:5070|EPSG:3857|EPSG:4490|EPSG:2343|EPSG:28407|EPSG:27700|EPSG:2193|EPSG:5514
EPSG:26910|EPSG:2227|EPSG:2263|EPSG:31467|EPSG:4267|EPSG:2180|EPSG:28992|EPSG:4214|EPSG:4284
+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84
+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=krass
+proj=aea +lat_1=15 +lat_2=65 +lat_0=30 +lon_0=95 +x_0=1000 +y_0=500 +ellps=GRS80
+proj=lcc +lat_1=30 +lat_2=60 +lat_0=10 +lon_0=110 +x_0=200000 +datum=WGS84
+proj=lcc +lat_1=45 +lat_0=45 +lon_0=100 +k_0=0.999 +datum=WGS84
+proj=laea +lat_0=70 +lon_0=100 +datum=WGS84
+proj=tmerc +lat_0=0 +lon_0=111 +k=0.9996 +x_0=500000 +ellps=GRS80
+proj=tmerc +lat_0=0 +lon_0=-111 +k=0.9999 +x_0=152400.3048006096 +datum=NAD83 +units=us-ft
+proj=utm +zone=48 +ellps=GRS80
+proj=stere +lat_0=90 +lat_ts=65 +lon_0=105 +datum=WGS84
+proj=stere +lat_0=90 +k=0.994 +lon_0=45 +x_0=2000000 +y_0=2000000 +datum=WGS84
+proj=stere +lat_0=-90 +lat_ts=-70 +lon_0=0 +ellps=GRS80
+proj=merc +lon_0=100 +k=1 +datum=WGS84
+proj=merc +lon_0=100 +lat_ts=40 +datum=WGS84
+proj=sinu +lon_0=0 +R=6371007.181
+proj=cea +lat_ts=30 +lon_0=0 +datum=WGS84
+proj=aeqd +lat_0=60 +lon_0=100 +datum=WGS84
+proj=sterea +lat_0=52 +lon_0=100 +k=0.9999 +x_0=155000 +y_0=463000 +datum=WGS84
+proj=eqc +lat_ts=30 +lon_0=100 +datum=WGS84
+proj=eqdc +lat_1=30 +lat_2=60 +lat_0=40 +lon_0=100 +datum=WGS84
+proj=stere +lat_0=60 +lon_0=100 +k=1 +datum=WGS84
+proj=omerc +lat_0=50 +lonc=100 +alpha=30 +k=1 +datum=WGS84
+proj=poly +lat_0=40 +lon_0=100 +datum=WGS84
+proj=robin +lon_0=100 +datum=WGS84
+proj=gnom +lat_0=60 +lon_0=100 +datum=WGS84
+proj=longlat +ellps=krass +towgs84=24,-123,-94,0.02,-0.25,-0.13,1.1
+proj=longlat +a=6378137 +rf=298.257222101
+proj=longlat +datum=WGS84 +pm=paris"""


def systems():
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    wgs84.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    for number, text in enumerate(SYSTEMS.replace("\n", "|").split("|")):
        srs = osr.SpatialReference()
        srs.SetFromUserInput(text)
        srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        area = srs.GetAreaOfUse() if text.startswith("EPSG") else None
        place = (100, 60) if area is None else middle(area)
        cell = 0.01 if srs.IsGeographic() else 1000 / srs.GetLinearUnits()
        try:
            x, y, _ = osr.CoordinateTransformation(wgs84, srs).TransformPoint(*place)
        except RuntimeError:
            x, y = 0, 0
        safe = "".join(c if c.isalnum() else "_" for c in text)[:60]
        for flavour in ["STANDARD", "ESRI_PE"]:
            try:
                dataset = write(
                    f"crs-{number:02}-{flavour}-{safe}",
                    surface("u1", 1),
                    gdal.GDT_Byte,
                    [f"GEOTIFF_KEYS_FLAVOR={flavour}"],
                    system=text,
                    transform=(x - 30 * cell, cell, 0, y + 20 * cell, 0, -cell),
                )
                del dataset
            except RuntimeError as error:
                print(f"{text}: {error}", file=sys.stderr)


def middle(area):
    west, south, east, north = (
        area.west_lon_degree, area.south_lat_degree, area.east_lon_degree, area.north_lat_degree,
    )  # fmt: skip
    return ((west + (east if east >= west else east + 360)) / 2, (south + north) / 2)


layouts()
values()
systems()
