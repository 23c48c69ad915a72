import { useEffect, useState } from 'preact/hooks';

export const routes = ['settings', 'memory', 'voice', 'speed', 'welcome', 'learn'] as const;
export type Route = (typeof routes)[number];

function routeNow(): Route {
  return routes.find((route) => location.hash === `#${route}`) ?? 'settings';
}

/** The page that the address names. */
export function useRoute(): Route {
  const [route, setRoute] = useState(routeNow);
  useEffect(() => {
    const follow = () => {
      setRoute(routeNow());
    };
    addEventListener('hashchange', follow);
    return () => {
      removeEventListener('hashchange', follow);
    };
  }, []);
  return route;
}
