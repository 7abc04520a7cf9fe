/** The HTTP edge: every route of the service on one line. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { api, apiHtml, buildApi, getApi, getApiPage } from './api.ts';
import {
  boreholes,
  downloadBoreholes,
  editBoreholes,
  getBoreholesFile,
  postBoreholes,
  postBoreholesEdits,
  uploadBoreholes,
} from './boreholes.ts';
import { execute, executeProcess } from './execution.ts';
import { getHealth, health } from './health.ts';
import * as jobs from './jobs.ts';
import { conformance, getConformance, getLandingPage, landingPage } from './landing.ts';
import { downloadMapFile, getMapFile, maps } from './maps.ts';
import { asPages, requireOwner, safeHeaders } from './middleware.ts';
import { getModel, getModelInfo, models, postModels, showModel, showModelInfo, uploadModel } from './models.ts';
import { downloadPolygons, getPolygonsFile, polygons, postPolygons, uploadPolygons } from './polygons.ts';
import { respondProblem } from './problem.ts';
import { getProblem, getProblems, listProblems, showProblem } from './problems.ts';
import { getProcessDescription, getProcesses, listProcesses, showProcess } from './processes.ts';
import { postRasters, rasters, uploadRaster } from './rasters.ts';
import { listResources, listRoute, removeResource, removeRoute, showResource, showRoute } from './resources.ts';
import { getOutput, getResult, showOutput, showResults } from './results.ts';
import type { ApiDocument } from './openApiDocument.ts';
import type { HttpEnv, HttpServices } from './services.ts';
import { refuseParameters, refuseRoute } from './unmatched.ts';

type App = OpenAPIHono<HttpEnv>;

export function createApp(services: HttpServices): App {
  const { access, log, settings } = services;
  const app: App = new OpenAPIHono<HttpEnv>({ defaultHook: refuseParameters });
  const document = memoize(() => buildApi(app, services));
  app.onError((error, c) => respondProblem(c, error, { publicUrl: settings.publicUrl, log }));
  app.use(safeHeaders);
  app.use(asPages(settings.publicUrl));
  routesForAll(app, services, document);
  // Everything below knows its caller.
  app.use(requireOwner(access, settings.publicUrl));
  routesOfJobs(app, services);
  routesOfResources(app, services);
  app.notFound((c) => refuseRoute(c, document().paths));
  return app;
}

/** Nothing here belongs to anybody. */
function routesForAll(app: App, services: HttpServices, document: () => ApiDocument): void {
  app.openapi(getLandingPage, landingPage(services));
  app.openapi(getConformance, conformance);
  app.openapi(getApi, api(document));
  app.openapi(getApiPage, apiHtml(document));
  app.openapi(getHealth, health(services));
  app.openapi(getProblems, listProblems(services));
  app.openapi(getProblem, showProblem(services));
  app.openapi(getProcesses, listProcesses(services));
  app.openapi(getProcessDescription, showProcess(services));
}

function routesOfJobs(app: App, services: HttpServices): void {
  app.openapi(execute, executeProcess(services));
  app.openapi(jobs.getJobs, jobs.listJobs(services));
  app.openapi(jobs.getStatus, jobs.showJob(services));
  app.openapi(jobs.dismiss, jobs.dismissJob(services));
  app.openapi(jobs.getLogs, jobs.showLogs(services));
  app.openapi(jobs.getProvenance, jobs.showProvenance(services));
  app.openapi(getResult, showResults(services));
  app.openapi(getOutput, showOutput(services));
}

function routesOfResources(app: App, services: HttpServices): void {
  app.openapi(postBoreholes, uploadBoreholes(services));
  app.openapi(listRoute(boreholes), listResources(boreholes, services));
  app.openapi(showRoute(boreholes), showResource(boreholes, services));
  app.openapi(postBoreholesEdits, editBoreholes(services));
  app.openapi(getBoreholesFile, downloadBoreholes(services));
  app.openapi(removeRoute(boreholes), removeResource(boreholes, services));

  app.openapi(postRasters, uploadRaster(services));
  app.openapi(listRoute(rasters), listResources(rasters, services));
  app.openapi(showRoute(rasters), showResource(rasters, services));
  app.openapi(removeRoute(rasters), removeResource(rasters, services));

  app.openapi(postPolygons, uploadPolygons(services));
  app.openapi(listRoute(polygons), listResources(polygons, services));
  app.openapi(showRoute(polygons), showResource(polygons, services));
  app.openapi(getPolygonsFile, downloadPolygons(services));
  app.openapi(removeRoute(polygons), removeResource(polygons, services));

  app.openapi(postModels, uploadModel(services));
  app.openapi(listRoute(models), listResources(models, services));
  app.openapi(getModel, showModel(services));
  app.openapi(getModelInfo, showModelInfo(services));
  app.openapi(removeRoute(models), removeResource(models, services));

  app.openapi(listRoute(maps), listResources(maps, services));
  app.openapi(showRoute(maps), showResource(maps, services));
  app.openapi(getMapFile, downloadMapFile(services));
  app.openapi(removeRoute(maps), removeResource(maps, services));
}

/** The document is made when it is first asked for: all routes are known by then. */
function memoize<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}
