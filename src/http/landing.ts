/** The entrance: what this service is, and which parts of the standard it keeps to. */
import { createRoute, z } from '@hono/zod-openapi';
import type { RouteHandler } from '@hono/zod-openapi';
import { link, linkSchema, rel, selfLinks } from './links.ts';
import { formQuery, json } from './schemas.ts';
import type { HttpEnv, HttpServices } from './services.ts';

const part1 = 'http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf';
const conformsTo = ['core', 'ogc-process-description', 'json', 'html', 'oas30', 'job-list', 'dismiss'].map(
  (name) => `${part1}/${name}`,
);

export const getLandingPage = createRoute({
  method: 'get',
  path: '/',
  operationId: 'getLandingPage',
  tags: ['Service'],
  summary: 'What this service offers',
  security: [],
  request: { query: formQuery },
  responses: {
    200: json(
      z.object({ title: z.string(), description: z.string(), links: z.array(linkSchema) }).openapi('LandingPage'),
      'The service and its links.',
    ),
  },
});

export function landingPage({ settings }: HttpServices): RouteHandler<typeof getLandingPage, HttpEnv> {
  const { publicUrl } = settings;
  const links = [
    ...selfLinks(`${publicUrl}/`),
    link(`${publicUrl}/api`, 'service-desc', 'The API', 'application/vnd.oai.openapi+json;version=3.0'),
    link(`${publicUrl}/api.html`, 'service-doc', 'The API, to be read', 'text/html'),
    link(`${publicUrl}/conformance`, rel.conformance, 'Conformance classes'),
    link(`${publicUrl}/processes`, rel.processes, 'Processes'),
    link(`${publicUrl}/jobs`, rel.jobs, 'Jobs'),
    link(`${publicUrl}/boreholes`, 'item', 'Borehole datasets'),
    link(`${publicUrl}/rasters`, 'item', 'Covariate rasters'),
    link(`${publicUrl}/polygons`, 'item', 'Polygon layers'),
    link(`${publicUrl}/models`, 'item', 'Models'),
    link(`${publicUrl}/maps`, 'item', 'Maps'),
  ];
  const description =
    'Permafrost ground temperature: random forests trained on boreholes, scored honestly, predicted onto whole rasters.';
  return (c) => c.json({ title: 'Cryoforest', description, links }, 200);
}

export const getConformance = createRoute({
  method: 'get',
  path: '/conformance',
  operationId: 'getConformanceClasses',
  tags: ['Service'],
  summary: 'Parts of the standard that are kept to',
  security: [],
  request: { query: formQuery },
  responses: {
    200: json(z.object({ conformsTo: z.array(z.string()) }).openapi('ConformanceClasses'), 'URIs of the classes.'),
  },
});

export const conformance: RouteHandler<typeof getConformance, HttpEnv> = (c) => c.json({ conformsTo }, 200);
