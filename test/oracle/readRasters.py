"""Prints as JSON what GDAL reads from the rasters named on the standard input, one path a line."""
import hashlib
import json
import sys

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
osr.UseExceptions()
WHOLE = 1 << 24


def digest(array):
    """Of the values: -0 and 0 are one value, and so is every NaN."""
    values = numpy.array(array) + array.dtype.type(0)
    if values.dtype.kind == "f":
        values[numpy.isnan(values)] = numpy.nan
    return hashlib.sha256(values.tobytes()).hexdigest()


def windows(dataset):
    width, height = dataset.RasterXSize, dataset.RasterYSize
    if width * height * dataset.RasterCount <= WHOLE:
        return [(0, 0, width, height)]
    w, h = min(width, 500), min(height, 500)
    lefts = sorted({0, (width - w) // 2, width - w})
    tops = sorted({0, (height - h) // 2, height - h})
    return [(x, y, w, h) for y in tops for x in lefts]


def read_raw(band, window):
    raw = band.ReadAsArray(*window)
    signed = band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE"
    return raw.view("int8") if signed else raw


def physical(band, raw, window):
    values = raw.astype("float64")
    scale, offset = band.GetScale(), band.GetOffset()
    if (scale or 1, offset or 0) != (1, 0):
        values = values * (1 if scale is None else scale) + (offset or 0)
    if raw.dtype == "int8":
        # GDAL before 3.7 reads signed bytes as unsigned, and so misses a negative nodata.
        values[raw == band.GetNoDataValue()] = numpy.nan
    else:
        values[band.GetMaskBand().ReadAsArray(*window) == 0] = numpy.nan
    return values


def positions(dataset):
    """Corners and middle as [xMap, yMap, longitude, latitude]; None where PROJ has no answer."""
    system = dataset.GetSpatialRef()
    transform = dataset.GetGeoTransform(can_return_null=True)
    if system is None or transform is None or not (system.IsProjected() or system.IsGeographic()):
        return None
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    for one in (system, wgs84):
        one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    answers = []
    try:
        change = osr.CoordinateTransformation(system, wgs84)
    except RuntimeError:
        return None
    width, height = dataset.RasterXSize, dataset.RasterYSize
    for column, row in [(0, 0), (width, 0), (0, height), (width, height), (width / 2, height / 2)]:
        x = transform[0] + column * transform[1] + row * transform[2]
        y = transform[3] + column * transform[4] + row * transform[5]
        try:
            longitude, latitude, _ = change.TransformPoint(x, y)
            answers.append([x, y, longitude, latitude] if abs(latitude) <= 90 else None)
        except RuntimeError:
            answers.append(None)
    return answers


def describe(path):
    dataset = gdal.Open(path)
    bands = [dataset.GetRasterBand(i + 1) for i in range(dataset.RasterCount)]
    reads = []
    for window in windows(dataset):
        for band in bands:
            raw = read_raw(band, window)
            reads.append([list(window), band.GetBand(), digest(raw), digest(physical(band, raw, window))])
    transform = dataset.GetGeoTransform(can_return_null=True)
    nodata = bands[0].GetNoDataValue()
    return {
        "size": [dataset.RasterXSize, dataset.RasterYSize, dataset.RasterCount],
        "types": [gdal.GetDataTypeName(band.DataType) for band in bands],
        "transform": None if transform is None else list(transform),
        "nodata": None if nodata is None else repr(nodata),
        "descriptions": [band.GetDescription() for band in bands],
        "units": [band.GetUnitType() for band in bands],
        "scales": [[band.GetScale() or 1, band.GetOffset() or 0] for band in bands],
        "hasCrs": dataset.GetSpatialRef() is not None,
        "positions": positions(dataset),
        "reads": reads,
    }


answers = {}
for line in sys.stdin.read().splitlines():
    try:
        answers[line] = describe(line)
    except Exception as error:  # Any failure of GDAL on any file is an answer.
        answers[line] = {"error": str(error)}
print(json.dumps(answers).replace("Infinity", "null").replace("NaN", "null"))
