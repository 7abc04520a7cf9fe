/** Written into models and maps; a test holds it to package.json. */
export const software = 'Cryoforest 0.1.0';
